package dev.agentc.redis.config;

import java.time.Duration;

/**
 * How long a look at a cluster waits for nodes: half a second, so that one that hangs delays
 * nobody. Where that is too short for all of them (TLS with a starved processor, a far network,
 * many nodes) it doubles after each look that saw none in time, up to the connection timeout; where
 * half would do it goes back. Otherwise each look would only add handshakes to those that the next
 * one waits behind. Thread-safe.
 */
final class ViewLimit {

  static final Duration LEAST = Duration.ofMillis(500);

  private final Duration most;
  // Guarded by this.
  private Duration current = LEAST;

  ViewLimit(Duration connectionTimeout) {
    this.most = connectionTimeout.compareTo(LEAST) > 0 ? connectionTimeout : LEAST;
  }

  synchronized Duration current() {
    return current;
  }

  /** A look that began with {@code limit} has ended. */
  synchronized void ended(Duration limit, Duration took, boolean seen) {
    if (!limit.equals(current)) {
      return;
    }
    if (seen) {
      boolean plenty = took.multipliedBy(4).compareTo(limit) < 0;
      current = plenty && limit.compareTo(LEAST) > 0 ? longer(limit.dividedBy(2), LEAST) : limit;
    } else if (took.compareTo(limit) >= 0) {
      Duration twice = limit.multipliedBy(2);
      current = twice.compareTo(most) < 0 ? twice : most;
    }
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
