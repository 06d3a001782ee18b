package dev.agentc.redis.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** How the Redis is set up: {@code REDIS_TOPOLOGY}. */
public sealed interface Topology {

  /** One server, or a stable name in front of several. */
  record Standalone(HostAndPort node) implements Topology {}

  /**
   * A primary that Sentinels watch.
   *
   * @param nodes the Sentinels, at least one, not the data nodes
   * @param master the name under which they know the primary
   * @param username ACL user at the Sentinels; only with a password
   * @param password of the Sentinels themselves, as it was at the start; that of the data nodes is
   *     {@link RedisConfig#password()}
   * @param passwordFile where that came from, to be read again before each new connection to a
   *     Sentinel; empty when it came as a value
   */
  record Sentinel(
      List<HostAndPort> nodes,
      String master,
      Optional<String> username,
      Optional<Secret> password,
      Optional<Path> passwordFile)
      implements Topology {
    public Sentinel {
      nodes = List.copyOf(nodes);
      List<String> problems = new ArrayList<>(checked(nodes, "sentinel"));
      if (master.isBlank()) {
        problems.add("REDIS_SENTINEL_MASTER must be set with REDIS_TOPOLOGY=sentinel");
      }
      if (username.isPresent() && password.isEmpty()) {
        problems.add("REDIS_SENTINEL_USERNAME needs REDIS_SENTINEL_PASSWORD");
      }
      if (passwordFile.isPresent() && password.isEmpty()) {
        problems.add("a password file of the Sentinels needs the password that it holds");
      }
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
    }
  }

  /**
   * A Redis Cluster.
   *
   * @param seeds nodes from which the others are learned, at least one
   */
  record Cluster(List<HostAndPort> seeds) implements Topology {
    public Cluster {
      seeds = List.copyOf(seeds);
      List<String> problems = checked(seeds, "cluster");
      if (!problems.isEmpty()) {
        throw new ConfigException(problems);
      }
    }
  }

  private static List<String> checked(List<HostAndPort> nodes, String kind) {
    if (nodes.isEmpty()) {
      return List.of("REDIS_NODES must name at least one host:port with REDIS_TOPOLOGY=" + kind);
    }
    return new HashSet<>(nodes).size() == nodes.size()
        ? List.of()
        : List.of("REDIS_NODES must not name a node twice: was " + nodes);
  }
}
