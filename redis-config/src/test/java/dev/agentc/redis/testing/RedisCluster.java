package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cluster: slots shared out evenly, all nodes in agreement when this returns. A primary that does
 * not answer for a second is replaced by its replica. All commands go through the fixture's own
 * connection: no {@code redis-cli} is needed.
 */
public final class RedisCluster extends RedisGroup {
  /** How many slots there are. */
  public static final int SLOTS = 16_384;

  private static final Set<String> EVERYWHERE = Set.of("KEYS", "SCRIPT");

  private RedisCluster(RedisOptions options, int primaries, int replicasEach) {
    super(options);
    try {
      create(primaries, replicasEach);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Three primaries with a replica each. */
  public static RedisCluster create() {
    return builder().build();
  }

  /** Options first, for three primaries with a replica each. */
  public static RedisBuilder<RedisCluster> builder() {
    return builder(3, 1);
  }

  /** Options first. */
  public static RedisBuilder<RedisCluster> builder(int primaries, int replicasEach) {
    return new RedisBuilder<>(options -> with(options, primaries, replicasEach));
  }

  static RedisCluster with(RedisOptions options, int primaries, int replicasEach) {
    return new RedisCluster(options, primaries, replicasEach);
  }

  private void create(int primaries, int replicasEach) {
    List<RedisServer> nodes = add(primaries * (1 + replicasEach), Role.CLUSTERED, List.of());
    for (int i = 0; i < nodes.size(); i++) {
      nodes.get(i).cli("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (int i = 0; i < primaries; i++) {
      List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = SLOTS * i / primaries; slot < SLOTS * (i + 1) / primaries; slot++) {
        command.add(Integer.toString(slot));
      }
      nodes.get(i).cli(command.toArray(new String[0]));
    }
    // Everyone with everyone: quicker than to wait until word gets round.
    for (int i = 1; i < nodes.size(); i++) {
      for (int j = 0; j < i; j++) {
        meet(nodes.get(i), nodes.get(j));
      }
    }
    await(() -> nodes.stream().allMatch(this::isAcquainted), () -> "the nodes do not meet");
    for (int i = primaries; i < nodes.size(); i++) {
      replicate(nodes.get(i), nodes.get(i % primaries));
    }
    awaitStable();
  }

  private static void meet(RedisServer node, RedisServer other) {
    node.cli("CLUSTER", "MEET", other.host(), Integer.toString(other.port()));
  }

  private void replicate(RedisServer replica, RedisServer primary) {
    replica.cli("CLUSTER", "REPLICATE", idOf(primary));
  }

  private boolean isAcquainted(RedisServer node) {
    ClusterView view = view(node);
    return view.nodes().size() == servers().size()
        && view.nodes().stream().allMatch(other -> other.isWell() && linked(other));
  }

  private static boolean linked(ClusterView.Node node) {
    return node.linked() || node.is("myself");
  }

  // ---- who is who

  String idOf(RedisServer node) {
    return node.cli("CLUSTER", "MYID");
  }

  private static ClusterView view(RedisServer node) {
    return ClusterView.parse(node.cli("CLUSTER", "NODES"));
  }

  private ClusterView view() {
    return view(answering().get(0));
  }

  private RedisServer at(ClusterView.Node node) {
    return servers().stream()
        .filter(server -> server.port() == node.port())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a stranger in the cluster: " + node));
  }

  /** Those that answer and take writes, whether they have slots or not. */
  public List<RedisServer> primaries() {
    return answering().stream().filter(node -> view(node).myself().is("master")).toList();
  }

  /** Those that answer and follow a primary. */
  public List<RedisServer> replicas() {
    return answering().stream().filter(node -> view(node).myself().is("slave")).toList();
  }

  /** The replicas of one primary that answer. */
  public List<RedisServer> replicasOf(RedisServer primary) {
    String id = idOf(primary);
    return answering().stream().filter(node -> view(node).myself().primaryId().equals(id)).toList();
  }

  /** The slot of a key. */
  public int slotOf(String key) {
    return Integer.parseInt(answering().get(0).cli("CLUSTER", "KEYSLOT", key));
  }

  /** The primary that serves a slot. */
  public RedisServer primaryOf(int slot) {
    return at(
        view()
            .ownerOf(slot)
            .orElseThrow(() -> new IllegalStateException("nobody serves slot " + slot)));
  }

  /** The primary that serves a key. */
  public RedisServer primaryOf(String key) {
    return primaryOf(slotOf(key));
  }

  // ---- failover

  /**
   * From now on, and until a node starts anew, a primary must be silent for so long before its
   * replica takes over: for tests of something else, on a machine that may stand still for a while.
   */
  public void replacePrimariesAfter(Duration silence) {
    String millis = Long.toString(silence.toMillis());
    answering().forEach(node -> node.cli("CONFIG", "SET", "cluster-node-timeout", millis));
  }

  /** A failover in good order, asked of a replica: it is the primary when this returns. */
  public void failover(RedisServer replica) {
    replica.cli("CLUSTER", "FAILOVER");
    awaitPrimary(replica);
  }

  /** A failover without the primary's consent, which may be down or paused. */
  public void forceFailover(RedisServer replica) {
    replica.cli("CLUSTER", "FAILOVER", "FORCE");
    awaitPrimary(replica);
  }

  /** {@code kill -9} of a primary; returns the one that took over when all agree on it. */
  public RedisServer killPrimary(RedisServer primary) {
    int slot = firstSlotOf(primary);
    primary.kill();
    return awaitFailoverFrom(primary, slot);
  }

  /** After the test stopped, killed or paused a primary: waits for the next of its slot. */
  public RedisServer awaitFailoverFrom(RedisServer before, int slot) {
    await(() -> primaryOf(slot) != before, () -> "nobody takes over from " + before.port());
    awaitStable();
    return primaryOf(slot);
  }

  /** Some slot that a primary serves. */
  public int firstSlotOf(RedisServer primary) {
    String slots = view(primary).myself().slots();
    return Integer.parseInt(slots.split("[- ]", -1)[0]);
  }

  private void awaitPrimary(RedisServer node) {
    await(() -> view(node).myself().is("master"), () -> "no failover to " + node.port());
    awaitStable();
  }

  /**
   * Waits until the nodes that answer agree on who is who and serves what, and in which version;
   * all slots are served, the dead are known to be dead, and every replica is connected to its
   * primary.
   */
  public void awaitStable() {
    await(this::stable, () -> "the cluster does not settle: " + describe());
  }

  private boolean stable() {
    List<RedisServer> nodes = answering();
    ClusterView view = view(nodes.get(0));
    Set<String> agreed = view.asAllSeeIt();
    return view.hasDistinctEpochs() && nodes.stream().allMatch(node -> isWell(node, nodes, agreed));
  }

  private static boolean isWell(RedisServer node, List<RedisServer> all, Set<String> agreed) {
    ClusterView view = view(node);
    boolean knowsAll =
        all.stream()
            .allMatch(
                other -> view.at(other.port()).filter(n -> n.isWell() && linked(n)).isPresent());
    long well = view.nodes().stream().filter(ClusterView.Node::isWell).count();
    return knowsAll
        && well == all.size()
        && view.asAllSeeIt().equals(agreed)
        && node.cli("CLUSTER", "INFO").contains("cluster_state:ok")
        && (view.myself().is("master")
            ? acknowledging(node.info("replication")) >= view.replicasOf(view.myself().id())
            : "up".equals(node.info("replication").get("master_link_status")));
  }

  private String describe() {
    return String.join(
        "\n", answering().stream().map(node -> node.cli("CLUSTER", "NODES")).toList());
  }

  // ---- slots and nodes

  /** Moves one slot with its keys. */
  public void migrateSlot(int slot, RedisServer to) {
    beginMigration(slot, to).finish();
  }

  /** Moves one slot step by step. */
  public SlotMigration beginMigration(int slot, RedisServer to) {
    return new SlotMigration(this, slot, primaryOf(slot), to);
  }

  /** Moves the first so many slots of one primary, with their keys. */
  public void moveSlots(RedisServer from, RedisServer to, int count) {
    ClusterView.Node node = view(from).myself();
    List<Integer> slots = new ArrayList<>();
    List<Integer> empty = new ArrayList<>();
    List<List<String>> questions = new ArrayList<>();
    for (int slot = 0; slot < SLOTS && slots.size() < count; slot++) {
      if (node.hasSlot(slot)) {
        slots.add(slot);
        questions.add(List.of("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)));
      }
    }
    // From here on a key that is new in one of them goes to the new owner, so what is empty stays
    // so.
    to.pipeline(setSlots(slots, "IMPORTING", from));
    from.pipeline(setSlots(slots, "MIGRATING", to));
    List<Object> keys = from.pipeline(questions);
    for (int i = 0; i < slots.size(); i++) {
      if (keys.get(i).equals(0L)) {
        empty.add(slots.get(i));
      } else {
        new SlotMigration(this, slots.get(i), from, to).finish();
      }
    }
    assign(empty, from, to);
    // Seen on a busy machine: a new owner that took for the newer word what the old one still said.
    await(this::stable, () -> assign(slots, from, to), () -> "it does not settle: " + describe());
  }

  /** Hands empty slots over. */
  void assign(List<Integer> slots, RedisServer from, RedisServer to) {
    List<List<String>> commands = setSlots(slots, "NODE", to);
    to.pipeline(commands);
    tell(from, commands);
    for (RedisServer node : primaries()) {
      if (node != from && node != to) {
        tell(node, commands);
      }
    }
  }

  /**
   * Before Redis 7, a primary that hears of the loss of its last slot before it is told becomes a
   * replica, and then refuses to be told.
   */
  private static void tell(RedisServer node, List<List<String>> setSlots) {
    for (Object reply : node.tryAll(setSlots)) {
      if (reply instanceof RedisErrorReply error
          && !String.valueOf(error.getMessage()).contains("SETSLOT only with masters")) {
        throw error;
      }
    }
  }

  private List<List<String>> setSlots(List<Integer> slots, String state, RedisServer node) {
    String id = idOf(node);
    return slots.stream()
        .map(slot -> List.of("CLUSTER", "SETSLOT", Integer.toString(slot), state, id))
        .toList();
  }

  /** A new primary without slots. */
  public RedisServer addPrimary() {
    RedisServer node = add(1, Role.CLUSTERED, List.of()).get(0);
    for (RedisServer other : answering()) {
      if (other != node) {
        meet(node, other);
      }
    }
    awaitStable();
    return node;
  }

  /** A new replica, in step with its primary. */
  public RedisServer addReplica(RedisServer primary) {
    RedisServer node = addPrimary();
    replicate(node, primary);
    awaitStable();
    return node;
  }

  /** Takes a node out, running or not; its slots must be served by others before. */
  public void removeNode(RedisServer node) {
    String id =
        view().at(node.port()).orElseThrow(() -> new IllegalStateException("not in it")).id();
    drop(node);
    for (RedisServer other : answering()) {
      other.cli("CLUSTER", "FORGET", id);
    }
    awaitStable();
  }

  // ---- RedisFixture

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("REDIS_TOPOLOGY", "cluster");
    settings.put("REDIS_NODES", addresses(servers()));
    return credentials(settings);
  }

  @Override
  public String cli(String... command) {
    String name = command[0].toUpperCase(Locale.ROOT);
    if (name.equals("DBSIZE")) {
      long sum = primaries().stream().mapToLong(node -> Long.parseLong(node.cli(command))).sum();
      return Long.toString(sum);
    }
    if (EVERYWHERE.contains(name)) {
      Stream<String> replies = primaries().stream().map(node -> node.cli(command));
      return String.join("\n", replies.filter(reply -> !reply.isEmpty()).toList());
    }
    RedisServer any = servers().stream().filter(RedisServer::isUp).findFirst().orElseThrow();
    try {
      return any.cli(command);
    } catch (RedisErrorReply elsewhere) {
      return movedTo(elsewhere).orElseThrow(() -> elsewhere).cli(command);
    }
  }

  /** MOVED &lt;slot&gt; &lt;host&gt;:&lt;port&gt;. */
  private Optional<RedisServer> movedTo(RedisErrorReply reply) {
    String[] words = String.valueOf(reply.getMessage()).split(" ", -1);
    return words[0].equals("MOVED")
        ? servers().stream().filter(node -> words[2].endsWith(":" + node.port())).findFirst()
        : Optional.empty();
  }

  @Override
  public Map<String, Long> commandCounts() {
    Map<String, Long> sum = new TreeMap<>();
    for (RedisServer primary : primaries()) {
      primary.commandCounts().forEach((name, calls) -> sum.merge(name, calls, Long::sum));
    }
    sum.keySet().removeAll(REPLICATION);
    return sum;
  }

  @Override
  public void flush() {
    primaries().forEach(RedisServer::flush);
  }

  @Override
  public void reset() {
    startAll();
    awaitStable();
    flush();
    resetCounts();
  }
}
