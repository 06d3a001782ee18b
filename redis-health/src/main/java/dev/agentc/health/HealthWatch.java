package dev.agentc.health;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes a diagnosis at regular times, so that there is a history when somebody looks, and listeners
 * hear of a change that nobody asked for. Costs what {@link RedisHealth#check} costs, once per
 * interval. Thread-safe; closed by whoever started it.
 */
public final class HealthWatch implements AutoCloseable {

  /** With a history of 120 results: the last hour. */
  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(30);

  private static final Duration SHORTEST = Duration.ofMillis(100);

  private final RedisHealth health;
  private final Duration interval;
  private @Nullable ScheduledExecutorService thread;

  private HealthWatch(RedisHealth health, Duration interval) {
    this.health = health;
    this.interval = interval;
  }

  /** Looks at once, and then every {@code interval}, on a daemon thread of its own. */
  public static HealthWatch start(RedisHealth health, Duration interval) {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "interval must be at least " + SHORTEST + ": was " + interval);
    }
    HealthWatch watch = new HealthWatch(health, interval);
    watch.begin();
    return watch;
  }

  private synchronized void begin() {
    thread = Executors.newSingleThreadScheduledExecutor(HealthWatch::daemon);
    var unused =
        // A look never fails; its report reaches the history and the listeners.
        thread.scheduleAtFixedRate(health::check, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread daemon = new Thread(task, "agentc-health-watch");
    daemon.setDaemon(true);
    return daemon;
  }

  /** No look begins from now on. Idempotent. */
  @Override
  public synchronized void close() {
    if (thread != null) {
      thread.shutdownNow();
    }
  }
}
