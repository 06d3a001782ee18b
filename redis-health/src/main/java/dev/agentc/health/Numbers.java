package dev.agentc.health;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Numbers as a report shows them. */
final class Numbers {

  private Numbers() {}

  static double millis(Duration duration) {
    return Math.round(duration.toNanos() / 1_000.0) / 1_000.0;
  }

  static @Nullable Double millisOrNull(Optional<Duration> duration) {
    return duration.map(Numbers::millis).orElse(null);
  }

  /** With two decimals; null for a share of nothing. */
  static @Nullable Double percent(long part, long whole) {
    return whole <= 0 ? null : Math.round(part * 10_000.0 / whole) / 100.0;
  }
}
