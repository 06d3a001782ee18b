package dev.agentc.health;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.RedisOperation;
import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One command of a look and what became of it so far: not answered yet, a value, or a failure.
 * Thread-safe.
 */
final class Attempt<T> {

  private final RedisOperation<T> operation;
  private final LongSupplier nanos;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile @Nullable Outcome<T> outcome;

  Attempt(RedisOperation<T> operation, LongSupplier nanos) {
    this.operation = operation;
    this.nanos = nanos;
  }

  private record Outcome<T>(@Nullable T value, @Nullable Throwable failure, Duration took) {}

  /** Sends it; completes, never exceptionally, when it has ended. */
  CompletionStage<Void> send(RedisAccess access) {
    return send(access::required);
  }

  /** Sends it where what is sent behind it may have to wait for a write. */
  CompletionStage<Void> sendAsWrite(RedisAccess access) {
    return send(access::requiredWrite);
  }

  /** Sends it to the server of a shard. */
  CompletionStage<Void> sendTo(RedisProbe probe, Shard shard) {
    return send(sent -> probe.at(shard, sent));
  }

  private CompletionStage<Void> send(Function<RedisOperation<T>, CompletionStage<T>> access) {
    long started = nanos.getAsLong();
    access
        .apply(operation)
        .whenComplete(
            (value, thrown) -> {
              Duration took = Duration.ofNanos(nanos.getAsLong() - started);
              outcome = new Outcome<>(value, thrown == null ? null : bare(thrown), took);
              ended.complete(null);
            });
    return ended;
  }

  boolean succeeded() {
    Outcome<T> now = outcome;
    return now != null && now.failure() == null;
  }

  /** The reply; empty also for Redis's nil. */
  Optional<T> value() {
    Outcome<T> now = outcome;
    return now == null ? Optional.empty() : Optional.ofNullable(now.value());
  }

  Optional<Throwable> failure() {
    Outcome<T> now = outcome;
    return now == null ? Optional.empty() : Optional.ofNullable(now.failure());
  }

  boolean forbidden() {
    return failure().filter(RedisFailure.Forbidden.class::isInstance).isPresent();
  }

  /** Whether the server said anything, an error reply included. */
  boolean replied() {
    return succeeded() || failure().filter(Failures::isReply).isPresent();
  }

  /** Whether it has ended, and without the server having said anything. */
  boolean givenUp() {
    return outcome != null && !replied();
  }

  /** From sending to the reply; empty when the server said nothing. */
  Optional<Duration> latency() {
    Outcome<T> now = outcome;
    return now != null && replied() ? Optional.of(now.took()) : Optional.empty();
  }

  /** What is wrong with it; empty when it succeeded. */
  Optional<Finding> finding() {
    if (succeeded()) {
      return Optional.empty();
    }
    return Optional.of(failure().map(Failures::finding).orElseGet(Failures::unanswered));
  }

  private static Throwable bare(Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
    return cause == null ? thrown : cause;
  }
}
