package dev.agentc.redis.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What one node knows of its cluster: {@code CLUSTER NODES}. */
record ClusterView(List<Node> nodes) {

  /**
   * A line of it.
   *
   * @param primaryId "-" for a primary
   * @param epoch the version of what it claims to serve; of two that claim a slot, the higher wins
   * @param slots ranges, without those that are on the move
   */
  record Node(
      String id,
      int port,
      Set<String> flags,
      String primaryId,
      long epoch,
      boolean linked,
      String slots) {

    boolean is(String flag) {
      return flags.contains(flag);
    }

    /** Neither failed nor suspected nor unknown. */
    boolean isWell() {
      return !is("fail") && !is("fail?") && !is("handshake") && !is("noaddr");
    }

    boolean hasSlot(int slot) {
      for (String range : slots.isEmpty() ? new String[0] : slots.split(" ", -1)) {
        String[] ends = range.split("-", -1);
        if (Integer.parseInt(ends[0]) <= slot && slot <= Integer.parseInt(ends[ends.length - 1])) {
          return true;
        }
      }
      return false;
    }

    /** The same from every node that looks. */
    String asAllSeeIt() {
      Set<String> told = new TreeSet<>(flags);
      told.remove("myself");
      // What the dead last said did not reach everyone.
      String version = isWell() ? " " + epoch : "";
      return id + " " + port + " " + told + " " + primaryId + version + " " + slots;
    }
  }

  static ClusterView parse(String clusterNodes) {
    return new ClusterView(clusterNodes.lines().map(ClusterView::node).toList());
  }

  private static Node node(String line) {
    // <id> <ip:port@cport[,hostname]> <flags> <primary> <ping> <pong> <epoch> <link> <slot>…
    String[] fields = line.split(" ", -1);
    String address = fields[1].substring(0, fields[1].indexOf('@'));
    List<String> slots = new ArrayList<>();
    for (int i = 8; i < fields.length; i++) {
      if (!fields[i].startsWith("[")) {
        slots.add(fields[i]);
      }
    }
    return new Node(
        fields[0],
        Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)),
        Set.of(fields[2].split(",", -1)),
        fields[3],
        Long.parseLong(fields[6]),
        fields[7].equals("connected"),
        String.join(" ", slots));
  }

  Optional<Node> at(int port) {
    return nodes.stream().filter(node -> node.port() == port).findFirst();
  }

  Node myself() {
    return nodes.stream().filter(node -> node.is("myself")).findFirst().orElseThrow();
  }

  Optional<Node> ownerOf(int slot) {
    return nodes.stream().filter(node -> node.is("master") && node.hasSlot(slot)).findFirst();
  }

  /** Those that are well. */
  long replicasOf(String id) {
    return nodes.stream().filter(node -> node.isWell() && node.primaryId().equals(id)).count();
  }

  /**
   * Whether no two primaries have the same epoch. Where they have, one of them is about to raise
   * its own, and would then win back what is handed over meanwhile.
   */
  boolean hasDistinctEpochs() {
    List<Long> epochs =
        nodes.stream().filter(node -> node.isWell() && node.is("master")).map(Node::epoch).toList();
    return Set.copyOf(epochs).size() == epochs.size();
  }

  /** Two nodes agree when this is the same for both. */
  Set<String> asAllSeeIt() {
    Set<String> lines = new TreeSet<>();
    nodes.forEach(node -> lines.add(node.asAllSeeIt()));
    return lines;
  }
}
