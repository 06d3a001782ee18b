package dev.agentc.redis.config;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Opens something in the background within a limit. Lettuce limits the connect and the handshake,
 * not the look-up of a name; a connection that comes too late is closed, not leaked.
 */
final class BoundedAttempt {

  private final ScheduledExecutorService background;
  private final Duration limit;

  BoundedAttempt(ScheduledExecutorService background, Duration limit) {
    this.background = background;
    this.limit = limit;
  }

  /** Never throws; the opener runs on the background thread, where it may read files. */
  <C> CompletionStage<C> open(Supplier<CompletionStage<C>> opener, Consumer<C> closeLate) {
    CompletableFuture<C> bounded = new CompletableFuture<>();
    try {
      background.execute(() -> start(opener, closeLate, bounded));
      var unused =
          background.schedule(
              () ->
                  bounded.completeExceptionally(
                      new IllegalStateException("no connection within " + limit)),
              limit.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      bounded.completeExceptionally(closed);
    }
    return bounded;
  }

  private static <C> void start(
      Supplier<CompletionStage<C>> opener, Consumer<C> closeLate, CompletableFuture<C> bounded) {
    try {
      opener
          .get()
          .whenComplete(
              (made, thrown) -> {
                if (thrown != null) {
                  bounded.completeExceptionally(thrown);
                } else if (!bounded.complete(made)) {
                  closeLate.accept(made);
                }
              });
    } catch (RuntimeException | LinkageError thrown) {
      bounded.completeExceptionally(thrown);
    }
  }
}
