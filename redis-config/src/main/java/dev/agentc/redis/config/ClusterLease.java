package dev.agentc.redis.config;

import dev.agentc.redis.config.ClusterClient.NodeConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Connections to the primaries of a cluster, for one operation at a time: to that of a key only,
 * until an operation comes whose keys are not known beforehand.
 */
final class ClusterLease implements LeasedConnection {

  private final ClusterLink link;
  private final Function<ClusterLink, CompletionStage<?>> warm;
  private volatile @Nullable StatefulRedisConnection<String, byte[]> server;
  private volatile boolean warmed;

  /**
   * @param warm connects to all primaries, and from then on to each that joins them
   */
  ClusterLease(ClusterLink link, Function<ClusterLink, CompletionStage<?>> warm) {
    this.link = link;
    this.warm = warm;
  }

  @Override
  public CompletionStage<StatefulRedisConnection<String, byte[]>> serverOf(String key) {
    return link.serverOf(SlotHash.getSlot(key))
        .thenApply(
            connection -> {
              server = connection;
              return connection;
            });
  }

  /** Waits once: a node that hangs would hold up each operation, also those at the others. */
  @Override
  public CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands() {
    CompletionStage<?> settled = warm.apply(link);
    return (warmed ? CompletableFuture.completedFuture(null) : settled)
        .thenApply(
            ready -> {
              warmed = true;
              link.connected().forEach(NodeConnection::takeUsed);
              return link.commands();
            });
  }

  /** Redirections are followed before: what counts is where a command went in the end. */
  @Override
  public CompletionStage<Long> replicated(int replicas, Duration timeout) {
    CompletionStage<Long> fewest = CompletableFuture.completedFuture(Long.MAX_VALUE);
    for (NodeConnection<String, byte[]> node : link.connected()) {
      if (node.takeUsed()) {
        fewest =
            fewest.thenCombine(
                node.async().waitForReplication(replicas, timeout.toMillis()), Math::min);
      }
    }
    return fewest;
  }

  @Override
  public boolean isOpen() {
    return link.isOpen();
  }

  @Override
  public CompletionStage<Boolean> settle() {
    StatefulRedisConnection<String, byte[]> last = server;
    server = null;
    return last == null
        ? CompletableFuture.completedFuture(link.isOpen())
        : LeasedConnection.settle(last);
  }

  @Override
  public CompletionStage<Void> closeAsync() {
    return link.closeAsync();
  }
}
