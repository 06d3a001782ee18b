package dev.agentc.redis.config;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: full jitter under a ceiling that doubles
 * from 50 ms to one second, so that a Redis that comes back is found within a second (G1, G2) and
 * not by all its clients in the same instant.
 */
final class Backoff {

  private static final long FIRST_CEILING_MILLIS = 50;
  private static final long LAST_CEILING_MILLIS = 1_000;
  private static final int DOUBLINGS = 5;

  private final RandomGenerator random;

  Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * @param failures attempts that failed in a row, 0 for a first one after a loss
   */
  Duration delay(int failures) {
    long ceiling =
        Math.min(LAST_CEILING_MILLIS, FIRST_CEILING_MILLIS << Math.min(failures, DOUBLINGS));
    return Duration.ofMillis(random.nextLong(ceiling + 1));
  }
}
