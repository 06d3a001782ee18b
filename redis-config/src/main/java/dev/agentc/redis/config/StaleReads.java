package dev.agentc.redis.config;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/** Reads that may be stale, on connections of their own; the primary is there for what fails. */
final class StaleReads {

  private final ConnectionHolder holder;
  private final SharedAccess replicas;
  private final SharedAccess primary;

  StaleReads(ConnectionHolder holder, SharedAccess replicas, SharedAccess primary) {
    this.holder = holder;
    this.replicas = replicas;
    this.primary = primary;
  }

  <T> CompletionStage<T> read(RedisOperation<T> operation, Predicate<T> accepted) {
    if (holder.link() == null) {
      return primary.required(operation);
    }
    return replicas
        .required(operation)
        .handle(
            (value, thrown) -> {
              if (thrown == null ? accepted.test(value) : !mayDoBetter(thrown)) {
                return thrown == null
                    ? CompletableFuture.completedFuture(value)
                    : CompletableFuture.<T>failedFuture(thrown);
              }
              return primary.required(operation);
            })
        .thenCompose(Function.identity())
        .exceptionally(
            thrown -> {
              throw FailureClassifier.unwrap(thrown) instanceof RuntimeException known
                  ? known
                  : new IllegalStateException(thrown);
            });
  }

  /** A timeout has used up the caller's time; the next read finds another replica. */
  private static boolean mayDoBetter(Throwable thrown) {
    return thrown instanceof RedisFailure && !(thrown instanceof RedisFailure.TimedOut);
  }

  boolean connected() {
    return holder.state() == ConnectionStatus.State.CONNECTED;
  }

  CompletionStage<Void> drain() {
    return replicas.drain();
  }

  CompletionStage<Void> closeAsync() {
    return holder.closeAsync();
  }
}
