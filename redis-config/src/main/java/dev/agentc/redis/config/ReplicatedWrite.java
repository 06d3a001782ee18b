package dev.agentc.redis.config;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * An operation with a WAIT behind all of its commands, those that it issues after a reply and those
 * that a cluster redirected included. On a connection of its own, because a WAIT holds up all that
 * comes behind it.
 */
final class ReplicatedWrite<T> implements Function<LeasedConnection, CompletionStage<T>> {

  private final RedisOperation<T> operation;
  private final int replicas;
  private final Duration timeout;

  ReplicatedWrite(RedisOperation<T> operation, int replicas, Duration timeout) {
    this.operation = operation;
    this.replicas = replicas;
    this.timeout = timeout;
  }

  @Override
  public CompletionStage<T> apply(LeasedConnection connection) {
    return connection
        .commands()
        .thenCompose(operation::on)
        .thenCompose(
            value ->
                connection
                    .replicated(replicas, timeout)
                    .exceptionallyCompose(
                        thrown ->
                            CompletableFuture.failedFuture(
                                afterTheWrite(FailureClassifier.ofCommand(thrown))))
                    .thenCompose(count -> enough(value, count == null ? 0 : count)));
  }

  /** What kept the WAIT from being sent or answered says nothing of the write, which is done. */
  private static Throwable afterTheWrite(Throwable failure) {
    if (failure instanceof RedisFailure.Unavailable gone) {
      return new RedisFailure.Unavailable(
          "the connection to Redis was lost before a replica had the write",
          RedisFailure.Outcome.UNKNOWN,
          gone.getCause());
    }
    return failure instanceof RedisFailure.ReadOnly replica
        ? new RedisFailure.NoReplicas(
            "Redis became a replica before a replica had the write",
            RedisFailure.Outcome.UNKNOWN,
            replica.getCause())
        : failure;
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
