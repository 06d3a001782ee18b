package dev.agentc.api.auth;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that looks now and then; closed once. */
final class Watch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

  private final ScheduledExecutorService timer;
  private final Future<?> looks;

  private Watch(ScheduledExecutorService timer, Future<?> looks) {
    this.timer = timer;
    this.looks = looks;
  }

  static Watch every(Duration pause, Runnable look) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "agentc-auth");
              thread.setDaemon(true);
              return thread;
            });
    long millis = pause.toMillis();
    return new Watch(
        timer,
        timer.scheduleWithFixedDelay(() -> guarded(look), millis, millis, TimeUnit.MILLISECONDS));
  }

  /** The next look must take place whatever became of this one. */
  private static void guarded(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.error("a look at keys failed", e);
    }
  }

  @Override
  public void close() {
    looks.cancel(true);
    timer.shutdownNow();
  }
}
