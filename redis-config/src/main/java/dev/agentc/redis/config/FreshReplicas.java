package dev.agentc.redis.config;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the reads of a cluster away from replicas that do not follow their primaries. */
final class FreshReplicas {

  private static final Logger log = LoggerFactory.getLogger(FreshReplicas.class);

  private final ClusterLink link;
  private final LettuceRuntime runtime;
  private final io.lettuce.core.ReadFrom order;
  // Guarded by this; by address.
  private final Map<String, ReplicaLag> lags = new HashMap<>();
  private final Set<String> behind = new HashSet<>();

  FreshReplicas(ClusterLink link, LettuceRuntime runtime, io.lettuce.core.ReadFrom order) {
    this.link = link;
    this.runtime = runtime;
    this.order = order;
  }

  /** Until the link is closed. */
  void watch() {
    if (!link.isOpen()) {
      return;
    }
    link.replicas().forEach(this::look);
    try {
      runtime.onLate(new CompletableFuture<>(), ReplicaLag.INTERVAL, this::watch);
    } catch (IllegalStateException closing) {
      log.debug("closed meanwhile", closing);
    }
  }

  private void look(ClusterLink.Replica replica) {
    ReplicaLag lag;
    synchronized (this) {
      lag = lags.computeIfAbsent(replica.address(), first -> new ReplicaLag());
    }
    lag.look(replica.connection())
        // While its primary is away it has the newest that can be read.
        .thenAccept(found -> mark(replica.address(), found && replica.primaryConnected()));
  }

  private synchronized void mark(String address, boolean isBehind) {
    if (isBehind ? behind.add(address) : behind.remove(address)) {
      link.readFrom(new FreshReadFrom(order, Set.copyOf(behind)));
      if (isBehind) {
        log.warn("replica {} does not follow its primary; it is not read until it does", address);
      } else {
        log.info("replica {} is read again", address);
      }
    }
  }
}
