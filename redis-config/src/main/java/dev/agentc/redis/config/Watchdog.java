package dev.agentc.redis.config;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Decides from the outcome of commands whether a connection that looks alive has to go: after
 * several timeouts in a row (a hung server that still acknowledges, G3), or when a server keeps
 * refusing what another behind the same name may accept (a failover, a rotated password, G4).
 *
 * <p>Thread-safe; one per connection holder.
 */
final class Watchdog {

  /** What to do about the connection that an outcome came from. */
  enum Verdict {
    KEEP,
    /** It is dead: drop it and make another. */
    REPLACE,
    /** It lives, but perhaps not where it should: make another, then drop it. */
    REFRESH
  }

  static final int TIMEOUTS_IN_A_ROW = 3;
  static final int REFUSALS = 3;
  static final Duration REFUSAL_WINDOW = Duration.ofSeconds(5);

  /** Who connects to the wrong server once more shall still be right within two seconds (G4). */
  static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

  private final LongSupplier nanoTime;
  private final AtomicInteger timeouts = new AtomicInteger();
  // Guarded by this.
  private final long[] refusedAt = new long[REFUSALS];
  private long refusals;
  private long refreshedAt;
  private boolean refreshed;

  Watchdog(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Redis replied: a result, or an error that says nothing about the connection. */
  void replied() {
    // Read first: this is every command's path, and a write would be contended.
    if (timeouts.get() != 0) {
      timeouts.set(0);
    }
  }

  Verdict failed(Throwable failure) {
    if (failure instanceof RedisFailure.TimedOut) {
      return timedOut();
    }
    boolean reply = failure.getCause() instanceof io.lettuce.core.RedisCommandExecutionException;
    if (reply) {
      replied();
    }
    return reply && FailureClassifier.elsewhereMayHelp(failure) ? refused() : Verdict.KEEP;
  }

  private Verdict timedOut() {
    if (timeouts.incrementAndGet() < TIMEOUTS_IN_A_ROW) {
      return Verdict.KEEP;
    }
    timeouts.set(0);
    return Verdict.REPLACE;
  }

  /** The third within the window, and not so soon after the last refresh. */
  private synchronized Verdict refused() {
    long now = nanoTime.getAsLong();
    int slot = (int) (refusals % REFUSALS);
    refusals++;
    refusedAt[slot] = now;
    long oldest = refusedAt[(slot + 1) % REFUSALS];
    boolean often = refusals >= REFUSALS && now - oldest <= REFUSAL_WINDOW.toNanos();
    boolean recently = refreshed && now - refreshedAt < REFRESH_INTERVAL.toNanos();
    if (!often || recently) {
      return Verdict.KEEP;
    }
    refreshed = true;
    refreshedAt = now;
    return Verdict.REFRESH;
  }
}
