package dev.agentc.redis.config;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Several ways to the same end, tried side by side, so that a dead one costs no time. */
final class FirstOf {

  private FirstOf() {}

  /**
   * The first that succeeds; the last failure when none does. What comes later is given to {@code
   * tooLate}.
   */
  static <T> CompletionStage<T> these(List<CompletionStage<T>> ways, Consumer<T> tooLate) {
    CompletableFuture<T> first = new CompletableFuture<>();
    if (ways.isEmpty()) {
      first.completeExceptionally(new IllegalStateException("there is none"));
    }
    AtomicInteger left = new AtomicInteger(ways.size());
    AtomicReference<@Nullable RedisFailure> worst = new AtomicReference<>();
    for (CompletionStage<T> way : ways) {
      way.whenComplete(
          (made, thrown) -> {
            if (thrown == null) {
              if (!first.complete(made)) {
                tooLate.accept(made);
              }
              return;
            }
            RedisFailure failure = FailureClassifier.ofConnecting(thrown);
            worst.accumulateAndGet(
                failure,
                (known, next) -> known != null && telling(known) > telling(next) ? known : next);
            if (left.decrementAndGet() == 0) {
              RedisFailure why = worst.get();
              first.completeExceptionally(why == null ? failure : why);
            }
          });
    }
    return first;
  }

  /** A refusal tells more than a handshake that failed, and that more than a dead one beside it. */
  private static int telling(RedisFailure failure) {
    if (!(failure instanceof RedisFailure.Unavailable)) {
      return 2;
    }
    return FailureClassifier.isOfTls(failure) ? 1 : 0;
  }
}
