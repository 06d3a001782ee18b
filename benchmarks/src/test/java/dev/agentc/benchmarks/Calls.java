package dev.agentc.benchmarks;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Ways to make many calls. */
final class Calls {

  private static final int IN_FLIGHT = 256;

  private Calls() {}

  /** The value; a failure, or more than ten minutes, ends the program. */
  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(10, TimeUnit.MINUTES);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** All of them, some hundred at a time. */
  static void all(int from, int to, IntFunction<CompletionStage<?>> call) {
    Semaphore free = new Semaphore(IN_FLIGHT);
    for (int n = from; n < to; n++) {
      free.acquireUninterruptibly();
      var unused = call.apply(n).whenComplete((value, failure) -> free.release());
    }
    free.acquireUninterruptibly(IN_FLIGHT);
  }
}
