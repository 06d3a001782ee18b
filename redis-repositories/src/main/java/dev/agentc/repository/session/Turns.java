package dev.agentc.repository.session;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One piece of asynchronous work at a time, in the order of asking. Thread-safe; never blocks. */
final class Turns {

  private final Deque<CompletableFuture<Boolean>> waiting = new ArrayDeque<>();
  private boolean taken;
  private boolean handing;

  /** Begins {@code work} when it is its turn; empty when that takes longer than {@code most}. */
  <T> CompletionStage<Optional<T>> take(Duration most, Supplier<CompletionStage<T>> work) {
    CompletableFuture<Boolean> turn = new CompletableFuture<>();
    CompletionStage<Optional<T>> done =
        turn.thenCompose(
            inTime ->
                inTime
                    // Composed, so that work that throws ends its turn like any other.
                    ? CompletableFuture.completedStage(work)
                        .thenCompose(Supplier::get)
                        .whenComplete((value, failure) -> end())
                        .thenApply(Optional::of)
                    : CompletableFuture.completedStage(Optional.empty()));
    var unused = turn.completeOnTimeout(false, most.toNanos(), TimeUnit.NANOSECONDS);
    synchronized (this) {
      waiting.add(turn);
    }
    handOn();
    return done;
  }

  private void end() {
    synchronized (this) {
      taken = false;
    }
    handOn();
  }

  /** A loop and no recursion, however many turns end as soon as they begin. */
  private void handOn() {
    synchronized (this) {
      if (handing) {
        return;
      }
      handing = true;
    }
    for (Optional<CompletableFuture<Boolean>> next = next(); next.isPresent(); next = next()) {
      if (!next.get().complete(true)) {
        // It waits no longer.
        synchronized (this) {
          taken = false;
        }
      }
    }
  }

  private synchronized Optional<CompletableFuture<Boolean>> next() {
    Optional<CompletableFuture<Boolean>> next =
        taken ? Optional.empty() : Optional.ofNullable(waiting.poll());
    taken = taken || next.isPresent();
    handing = next.isPresent();
    return next;
  }
}
