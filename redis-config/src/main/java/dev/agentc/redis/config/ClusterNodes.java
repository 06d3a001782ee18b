package dev.agentc.redis.config;

import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once when a node of the cluster cannot be reached any more, is left out by the cluster, or
 * is back. Lettuce says it with each of its attempts, several in a second, and for every
 * connection.
 */
final class ClusterNodes {

  private static final Logger log = LoggerFactory.getLogger(ClusterNodes.class);

  /** Guarded by this: by address, whether it was connected. */
  private Map<String, Boolean> known = Map.of();

  /**
   * @param connected all nodes that the cluster counts on and commands may be sent to, by address,
   *     and whether there is a connection to each
   */
  synchronized void seen(Map<String, Boolean> connected) {
    Map<String, Boolean> before = known;
    boolean first = before.isEmpty();
    Map<String, Boolean> now = new TreeMap<>(connected);
    now.forEach(
        (address, isConnected) -> {
          Boolean was = before.get(address);
          if (!isConnected && (was == null || was)) {
            log.warn("cannot reach node {} of the cluster; trying again until it works", address);
          } else if (isConnected && !first && (was == null || !was)) {
            log.info("connected to node {} of the cluster", address);
          }
        });
    before.keySet().stream()
        .filter(address -> !now.containsKey(address))
        .forEach(address -> log.warn("the cluster does not count on node {} any more", address));
    known = now;
  }
}
