package dev.agentc.api;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which requests run, how many, and how many bytes of bodies and of large replies they hold; all
 * three are bounded, replies apart from bodies, so that slow readers do not keep out what is sent.
 * It only ever goes from serving to leaving to closed. Thread-safe, never waits except in {@link
 * #awaitIdle}.
 */
final class Admission implements Draining {

  /** Something that runs and can be told to end now. */
  @FunctionalInterface
  interface Running {
    void cutOff();
  }

  private enum Phase {
    SERVING,
    /** Still takes requests, but says that it will not for long. */
    LEAVING,
    /** Takes none; those that run may end. */
    CLOSED
  }

  private final int maxRequests;
  private final long maxBodyBytes;
  private final long maxReplyBytes;
  private final AtomicInteger requests = new AtomicInteger();
  private final Set<Running> running = ConcurrentHashMap.newKeySet();
  private final AtomicLong bodyBytes = new AtomicLong();
  private final AtomicLong replyBytes = new AtomicLong();
  private volatile Phase phase = Phase.SERVING;

  Admission(int maxRequests, long maxBodyBytes, long maxReplyBytes) {
    this.maxRequests = maxRequests;
    this.maxBodyBytes = maxBodyBytes;
    this.maxReplyBytes = maxReplyBytes;
  }

  static Admission within(ServerLimits limits) {
    return new Admission(limits.maxRequests(), limits.maxBodies(), limits.maxReplies());
  }

  /** Takes a place, to be given back with {@link #leave}, or throws the 503. */
  void enter(Running request) {
    if (requests.incrementAndGet() > maxRequests) {
      giveBack();
      throw ApiErrors.unavailable(
          ErrorCode.REDIS_OVERLOADED, "The server runs as many requests as it can");
    }
    running.add(request);
    // Behind the increment, so that whoever closes afterwards sees this request and waits for it.
    if (phase == Phase.CLOSED) {
      leave(request);
      throw ApiErrors.shuttingDown("This server is shutting down; repeat the request elsewhere");
    }
  }

  void leave(Running request) {
    running.remove(request);
    giveBack();
  }

  private void giveBack() {
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

  /**
   * Takes room for more of a reply, to be given back with {@link #releaseReply}, or throws the 503.
   * One reply alone always has room, or the largest could never be read.
   */
  void reserveReply(long bytes) {
    long held = replyBytes.addAndGet(bytes);
    if (held > maxReplyBytes && held > bytes) {
      releaseReply(bytes);
      throw ApiErrors.unavailable(
          ErrorCode.REDIS_OVERLOADED, "The server holds as many large replies as it can");
    }
  }

  void releaseReply(long bytes) {
    replyBytes.addAndGet(-bytes);
  }

  /** Bytes of large replies that are made or sent now. */
  long replyBytes() {
    return replyBytes.get();
  }

  /** Says that it will close soon; changes nothing else. */
  synchronized void announceClosing() {
    if (phase == Phase.SERVING) {
      phase = Phase.LEAVING;
    }
  }

  /** Takes no more requests. */
  synchronized void close() {
    phase = Phase.CLOSED;
  }

  @Override
  public boolean isDraining() {
    return phase != Phase.SERVING;
  }

  int running() {
    return requests.get();
  }

  /** Tells all that runs to end now. */
  void cutOff() {
    running.forEach(Running::cutOff);
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
}
