package dev.agentc.redis.config;

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
   * @param password of the Sentinels themselves; that of the data nodes is {@link
   *     RedisConfig#password()}
   */
  record Sentinel(List<HostAndPort> nodes, String master, Optional<Secret> password)
      implements Topology {
    public Sentinel {
      nodes = List.copyOf(nodes);
      List<String> problems = new ArrayList<>(checked(nodes, "sentinel"));
      if (master.isBlank()) {
        problems.add("REDIS_SENTINEL_MASTER must be set with REDIS_TOPOLOGY=sentinel");
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
