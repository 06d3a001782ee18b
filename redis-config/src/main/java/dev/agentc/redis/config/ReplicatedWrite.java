package dev.agentc.redis.config;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * An operation with a WAIT right behind its commands, in the same round trip. Commands that it
 * issues only after a reply are not covered.
 */
final class ReplicatedWrite<T> implements RedisOperation<T> {

  private final RedisOperation<T> operation;
  private final int replicas;
  private final Duration timeout;

  ReplicatedWrite(RedisOperation<T> operation, int replicas, Duration timeout) {
    this.operation = operation;
    this.replicas = replicas;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<T> on(RedisClusterAsyncCommands<String, byte[]> commands) {
    CompletionStage<T> written = operation.on(commands);
    RedisFuture<Long> acknowledged =
        commands.waitForReplication(replicas, Math.max(1, timeout.toMillis()));
    // The operation's own failure says more than the one of the WAIT behind it.
    return written.thenCompose(
        value -> acknowledged.thenCompose(count -> enough(value, count == null ? 0 : count)));
  }

  private CompletionStage<T> enough(T value, long count) {
    return count >= replicas
        ? CompletableFuture.completedFuture(value)
        : CompletableFuture.failedFuture(
            new RedisFailure.NoReplicas(
                "acknowledged by " + count + " of " + replicas + " replicas in time",
                RedisFailure.Outcome.UNKNOWN,
                null));
  }
}
