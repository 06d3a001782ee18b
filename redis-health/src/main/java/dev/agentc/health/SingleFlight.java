package dev.agentc.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers all who ask at about the same time with one look. A look is concluded at its deadline at
 * the latest, and its answer is given again until {@code cache} after the look began, not longer:
 * so however many ask, and however badly Redis hangs, it is looked at once per {@code cache}, and
 * nobody gets an older answer. Thread-safe.
 */
final class SingleFlight<T> {

  private final Supplier<Look<T>> looks;
  private final Function<Throwable, T> fault;
  private final Predicate<T> stillHolds;
  private final Consumer<Duration> lateReply;
  private final Duration deadline;
  private final Duration cache;
  private final LongSupplier nanos;

  private @Nullable Flight<T> latest;

  /**
   * @param fault the answer when a look throws, which is a mistake of ours
   * @param stillHolds false for an answer that is known to be outdated before its time
   * @param lateReply is told when Redis replied after the deadline, and how long it took
   */
  SingleFlight(
      Supplier<Look<T>> looks,
      Function<Throwable, T> fault,
      Predicate<T> stillHolds,
      Consumer<Duration> lateReply,
      Duration deadline,
      Duration cache,
      LongSupplier nanos) {
    this.looks = looks;
    this.fault = fault;
    this.stillHolds = stillHolds;
    this.lateReply = lateReply;
    this.deadline = deadline;
    this.cache = cache;
    this.nanos = nanos;
  }

  private record Flight<T>(long startedAt, CompletableFuture<T> answer) {}

  CompletionStage<T> answer() {
    Flight<T> mine;
    synchronized (this) {
      Flight<T> current = latest;
      if (current != null && usable(current)) {
        return current.answer().copy();
      }
      mine = new Flight<>(nanos.getAsLong(), new CompletableFuture<>());
      latest = mine;
    }
    // Outside of the lock: a look may reply on the spot.
    take(mine);
    return mine.answer().copy();
  }

  private boolean usable(Flight<T> flight) {
    if (!flight.answer().isDone()) {
      return true;
    }
    return since(flight).compareTo(cache) < 0 && stillHolds.test(flight.answer().join());
  }

  private Duration since(Flight<T> flight) {
    return Duration.ofNanos(nanos.getAsLong() - flight.startedAt());
  }

  private void take(Flight<T> flight) {
    try {
      Look<T> look = looks.get();
      CompletableFuture<Void> ended = look.begin().toCompletableFuture();
      var unused =
          ended
              .copy()
              .<Boolean>thenApply(nothing -> true)
              .completeOnTimeout(false, deadline.toNanos(), TimeUnit.NANOSECONDS)
              .handle((inTime, thrown) -> concluded(flight, look, ended, inTime, thrown));
    } catch (RuntimeException | LinkageError thrown) {
      flight.answer().complete(fault.apply(thrown));
    }
  }

  private boolean concluded(
      Flight<T> flight,
      Look<T> look,
      CompletableFuture<Void> ended,
      @Nullable Boolean inTime,
      @Nullable Throwable thrown) {
    T answer;
    try {
      answer = thrown == null ? look.conclude() : fault.apply(thrown);
    } catch (RuntimeException | LinkageError mistake) {
      answer = fault.apply(mistake);
    }
    if (Boolean.FALSE.equals(inTime)) {
      // Before anybody has the answer: whoever has it may rely on being told.
      var unused =
          ended.thenRun(
              () -> {
                if (look.answered()) {
                  lateReply.accept(since(flight));
                }
              });
    }
    flight.answer().complete(answer);
    return true;
  }
}
