package dev.agentc.health;

import dev.agentc.redis.config.HostAndPort;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.Topology;

/**
 * Which Redis a report is about, as configured. Only ever shown to operators; holds no credential.
 *
 * @param topology {@code standalone}, {@code sentinel} or {@code cluster}
 * @param host of a standalone Redis, else of the first Sentinel or seed
 */
public record RedisTarget(String topology, String host, int port, int database, boolean tls) {

  public static RedisTarget of(RedisConfig config) {
    Topology topology = config.topology();
    if (topology instanceof Topology.Sentinel sentinel) {
      return of("sentinel", sentinel.nodes().get(0), config);
    } else if (topology instanceof Topology.Cluster cluster) {
      return of("cluster", cluster.seeds().get(0), config);
    }
    return of("standalone", ((Topology.Standalone) topology).node(), config);
  }

  private static RedisTarget of(String topology, HostAndPort node, RedisConfig config) {
    return new RedisTarget(
        topology, node.host(), node.port(), config.database(), config.tls().enabled());
  }
}
