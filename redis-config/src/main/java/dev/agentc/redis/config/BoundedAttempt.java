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
 *
 * <p>An opening that hangs is not waited for alone: when it has taken a while another begins beside
 * it, and the first that succeeds counts. An opening whose first packet was swallowed by a broken
 * network hangs until its own timeout, long after the network is well again.
 */
final class BoundedAttempt {

  private final ScheduledExecutorService background;
  private final Duration limit;
  private final Duration patience;

  private BoundedAttempt(ScheduledExecutorService background, Duration limit, Duration patience) {
    this.background = background;
    this.limit = limit;
    this.patience = patience;
  }

  /** One opening, no more. */
  static BoundedAttempt single(ScheduledExecutorService background, Duration limit) {
    return new BoundedAttempt(background, limit, limit);
  }

  /** A further opening each time that all so far have hung for {@code patience}. */
  static BoundedAttempt repeated(
      ScheduledExecutorService background, Duration limit, Duration patience) {
    return new BoundedAttempt(background, limit, patience);
  }

  /** Never throws; the opener runs on the background thread, where it may read files. */
  <C> CompletionStage<C> open(Supplier<CompletionStage<C>> opener, Consumer<C> closeLate) {
    Openings<C> openings = new Openings<>(opener, closeLate);
    try {
      background.execute(openings::begin);
      later(
          () ->
              openings.first.completeExceptionally(
                  new IllegalStateException("no connection within " + limit)),
          limit);
    } catch (RejectedExecutionException closed) {
      openings.first.completeExceptionally(closed);
    }
    return openings.first;
  }

  private void later(Runnable task, Duration delay) {
    var unused = background.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The openings of one attempt. */
  private final class Openings<C> {

    final CompletableFuture<C> first = new CompletableFuture<>();
    private final Supplier<CompletionStage<C>> opener;
    private final Consumer<C> closeLate;
    // Only touched on the background thread.
    private boolean begun;

    Openings(Supplier<CompletionStage<C>> opener, Consumer<C> closeLate) {
      this.opener = opener;
      this.closeLate = closeLate;
    }

    /** On the background thread. */
    void begin() {
      if (first.isDone()) {
        return;
      }
      boolean oldest = !begun;
      begun = true;
      try {
        opener.get().whenComplete((made, thrown) -> ended(oldest, made, thrown));
        if (!first.isDone() && patience.compareTo(limit) < 0) {
          later(this::begin, patience);
        }
      } catch (RuntimeException | LinkageError thrown) {
        first.completeExceptionally(thrown);
      }
    }

    private void ended(boolean oldest, C made, Throwable thrown) {
      if (thrown == null) {
        if (!first.complete(made)) {
          closeLate.accept(made);
        }
      } else if (oldest) {
        // It had the longest time, so its failure is the reason of the attempt. One that is refused
        // while the oldest hangs does not speak for that one.
        first.completeExceptionally(thrown);
      }
    }
  }
}
