package dev.agentc.redis.testing;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Bounded waits for what another process does. */
final class Wait {
  private static final Duration STEP = Duration.ofMillis(5);

  private Wait() {}

  static void until(Duration limit, BooleanSupplier condition, Supplier<String> failure) {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(failure.get() + " (waited " + limit + ")");
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(STEP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for Redis", e);
    }
  }
}
