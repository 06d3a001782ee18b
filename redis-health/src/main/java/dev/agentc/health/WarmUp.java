package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Waits for the first connection, which the connector makes on first use only: otherwise the first
 * look of a process would always say that Redis is away. Once there has been an attempt to connect
 * nothing is waited for.
 */
final class WarmUp {

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final RedisConnector connector;
  private final RedisProbeCommands commands;
  private final Duration limit;
  private final LongSupplier nanos;

  WarmUp(
      RedisConnector connector, RedisProbeCommands commands, Duration limit, LongSupplier nanos) {
    this.connector = connector;
    this.commands = commands;
    this.limit = limit;
    this.nanos = nanos;
  }

  /** Completes, never exceptionally: at once when connected or when it is known why not. */
  CompletionStage<Void> ready() {
    if (connector.status().state() == State.IDLE) {
      // Not awaited: the application's own connection is made beside the probe's.
      connector.connect();
    }
    CompletableFuture<Void> ready = new CompletableFuture<>();
    tryOnce(ready, nanos.getAsLong());
    return ready;
  }

  private void tryOnce(CompletableFuture<Void> ready, long startedAt) {
    RedisAccess probe = connector.probe();
    if (settled(probe.status()) && settled(connector.status())) {
      ready.complete(null);
      return;
    }
    Attempt<String> reads = new Attempt<>(commands.ping(), nanos);
    Attempt<String> writes = new Attempt<>(commands.ping(), nanos);
    reads
        .send(probe)
        .thenCombine(writes.sendAsWrite(probe), (one, other) -> null)
        .thenRun(
            () -> {
              boolean late = nanos.getAsLong() - startedAt >= limit.toNanos();
              boolean pending = notYetConnected(reads) || notYetConnected(writes);
              if (late || (!pending && settled(connector.status()))) {
                ready.complete(null);
              } else {
                CompletableFuture.delayedExecutor(
                        PAUSE.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> tryOnce(ready, startedAt));
              }
            });
  }

  /** Whether there is nothing to wait for: connected, closed, or tried before and failed. */
  private static boolean settled(ConnectionStatus status) {
    return status.state() == State.CONNECTED
        || status.state() == State.CLOSED
        || status.lastFailure().isPresent();
  }

  /** A connection was never tried before, so there is no reason yet why there is none. */
  private static boolean notYetConnected(Attempt<?> attempt) {
    return attempt
        .failure()
        .filter(failure -> failure instanceof RedisFailure.Unavailable)
        .filter(failure -> failure.getCause() == null)
        .isPresent();
  }
}
