package dev.agentc.api.faults;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Notes when this machine did not let threads run that were due: on a shared machine a request may
 * be late for that reason alone, and a check of deadlines has to know it. A request goes through
 * several threads one after another, each of which may be kept waiting; so several watch. On an
 * idle machine they note nothing. Thread-safe.
 */
final class Stalls implements AutoCloseable {

  private static final Duration STEP = Duration.ofMillis(2);
  private static final Duration WORTH_NOTING = Duration.ofMillis(10);

  /** Caller, server's I/O, Redis client, its timer. */
  private static final int THREADS_OF_A_REQUEST = 4;

  private record Stall(long start, long end) {}

  private final ConcurrentLinkedQueue<Stall> stalls = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  Stalls() {
    for (int i = 0; i < THREADS_OF_A_REQUEST; i++) {
      Thread thread = new Thread(this::watch, "stalls");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void watch() {
    long last = System.nanoTime();
    while (!closed) {
      LockSupport.parkNanos(STEP.toNanos());
      long now = System.nanoTime();
      if (now - last > WORTH_NOTING.toNanos()) {
        stalls.add(new Stall(last, now));
      }
      last = now;
    }
  }

  /** Nanoseconds of this interval that were stalls. */
  long within(long start, long end) {
    return stalls.stream()
        .mapToLong(stall -> Math.min(end, stall.end) - Math.max(start, stall.start))
        .filter(overlap -> overlap > 0)
        .sum();
  }

  @Override
  public void close() {
    closed = true;
  }
}
