package dev.agentc.api;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many requests run and how many bytes of bodies they hold; both bounded. Draining lets those
 * that run end and no new ones begin. Thread-safe, never waits except in {@link #awaitIdle}.
 */
final class Admission implements Draining {

  private final int maxRequests;
  private final long maxBodyBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final AtomicLong bodyBytes = new AtomicLong();
  private volatile boolean draining;

  Admission(int maxRequests, long maxBodyBytes) {
    this.maxRequests = maxRequests;
    this.maxBodyBytes = maxBodyBytes;
  }

  /** Takes a place, to be given back with {@link #leave()}, or throws the 503. */
  void enter() {
    if (requests.incrementAndGet() > maxRequests) {
      leave();
      throw ApiErrors.unavailable(
          ErrorCode.REDIS_OVERLOADED, "The server runs as many requests as it can");
    }
    // Behind the increment, so that whoever drains afterwards sees this request and waits for it.
    if (draining) {
      leave();
      throw shuttingDown();
    }
  }

  void leave() {
    if (requests.decrementAndGet() == 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Takes room for more of a body, to be given back with {@link #release}, or throws the 503. */
  void reserve(int bytes) {
    if (bodyBytes.addAndGet(bytes) > maxBodyBytes) {
      release(bytes);
      throw ApiErrors.unavailable(
          ErrorCode.REDIS_OVERLOADED, "The server holds as many bodies as it can");
    }
  }

  void release(long bytes) {
    bodyBytes.addAndGet(-bytes);
  }

  void drain() {
    draining = true;
  }

  @Override
  public boolean isDraining() {
    return draining;
  }

  int running() {
    return requests.get();
  }

  /** Blocks until nothing runs or the time is over; true when nothing runs. */
  synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (requests.get() > 0) {
      long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  private static ApiException shuttingDown() {
    return ApiErrors.unavailable(
            ErrorCode.SHUTTING_DOWN, "This server is shutting down; repeat the request elsewhere")
        .withHeader("Connection", "close");
  }
}
