package dev.agentc.redis.testing;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link TcpProxy}: how bytes travel it. Its methods return it, so that rules
 * can be combined: {@code latency(ofMillis(80), ofMillis(40)).bandwidth(50_000)}. Thread-safe.
 */
public final class ProxyFlow {
  /** How a way through a connection ends. */
  enum End {
    /** The sender has no more to say; the other way may go on. */
    HALF_CLOSE,
    CLOSE,
    RESET
  }

  /**
   * What a pipe may do next.
   *
   * @param bytes to send now, possibly none
   * @param lost they vanish instead, and all that follow
   * @param end of the connection behind them, or null
   */
  record Permit(int bytes, boolean lost, @Nullable End end) {}

  // Of a limited bandwidth: pieces small enough that they come evenly.
  private static final int SLICES_PER_SECOND = 100;

  // All guarded by this.
  private final Random random;
  private long latencyNanos;
  private long jitterNanos;
  private long bytesPerSecond;
  private long freeAt = System.nanoTime();
  private boolean held;
  private boolean losing;
  private long bytesUntilCut;
  private @Nullable End cut;
  private long carried;

  ProxyFlow(long seed) {
    this.random = new Random(seed);
  }

  /** Every byte is this much later; order is kept and the throughput too. */
  public ProxyFlow latency(Duration latency) {
    return latency(latency, Duration.ZERO);
  }

  /** As {@link #latency(Duration)}, plus a random part of {@code jitter} for each piece. */
  public synchronized ProxyFlow latency(Duration latency, Duration jitter) {
    latencyNanos = requireNotNegative("latency", latency);
    jitterNanos = requireNotNegative("jitter", jitter);
    notifyAll();
    return this;
  }

  /** All connections together carry so many bytes a second; 0 means any number. */
  public synchronized ProxyFlow bandwidth(long bytesPerSecond) {
    if (bytesPerSecond < 0) {
      throw new IllegalArgumentException("bandwidth must not be negative: was " + bytesPerSecond);
    }
    this.bytesPerSecond = bytesPerSecond;
    freeAt = System.nanoTime();
    notifyAll();
    return this;
  }

  /**
   * A black hole for a while: bytes, and the news that a connection ended, wait until {@link
   * TcpProxy#heal()}. This is how TCP rides out a cable that is plugged in again.
   */
  public synchronized ProxyFlow hold() {
    held = true;
    return this;
  }

  /**
   * A black hole for good: bytes vanish, and a connection that lost one never carries another this
   * way, nor does its other end hear that it ended. Connections made after {@link TcpProxy#heal()}
   * work.
   */
  public synchronized ProxyFlow lose() {
    losing = true;
    notifyAll();
    return this;
  }

  /** After so many more bytes, the connection that carries the last of them is closed. Once. */
  public synchronized ProxyFlow cutAfter(long bytes) {
    return cutAfter(bytes, End.CLOSE);
  }

  /** As {@link #cutAfter(long)}, with a reset (RST) instead of an orderly end. */
  public synchronized ProxyFlow resetAfter(long bytes) {
    return cutAfter(bytes, End.RESET);
  }

  private ProxyFlow cutAfter(long bytes, End end) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative: was " + bytes);
    }
    bytesUntilCut = bytes;
    cut = end;
    return this;
  }

  /** Whether a {@link #cutAfter} or {@link #resetAfter} is still to come. */
  public synchronized boolean cutIsDue() {
    return cut != null;
  }

  /** Bytes that have passed this way. */
  public synchronized long carried() {
    return carried;
  }

  synchronized ProxyFlow heal() {
    latencyNanos = 0;
    jitterNanos = 0;
    bytesPerSecond = 0;
    held = false;
    losing = false;
    cut = null;
    notifyAll();
    return this;
  }

  /** Part of this flow's jitter for one piece, between 0 and 1. */
  synchronized double chance() {
    return random.nextDouble();
  }

  /**
   * Waits until some of {@code wanted} bytes may go, or, of 0, the news that the connection ended.
   *
   * @param readAt when they came, on the clock of {@code System.nanoTime}
   * @param chance which part of the jitter is theirs
   */
  synchronized Permit await(int wanted, long readAt, double chance) throws InterruptedException {
    long now = System.nanoTime();
    for (long due = due(readAt, chance); held || due - now > 0; due = due(readAt, chance)) {
      if (losing) {
        break;
      }
      if (held) {
        wait();
      } else {
        TimeUnit.NANOSECONDS.timedWait(this, due - now);
      }
      now = System.nanoTime();
    }
    return losing ? new Permit(wanted, true, null) : permit(wanted, now);
  }

  private long due(long readAt, double chance) {
    long arrives = readAt + latencyNanos + (long) (jitterNanos * chance);
    return bytesPerSecond > 0 && freeAt - arrives > 0 ? freeAt : arrives;
  }

  private Permit permit(int wanted, long now) {
    int bytes = wanted;
    if (bytesPerSecond > 0) {
      bytes = (int) Math.min(wanted, Math.max(1, bytesPerSecond / SLICES_PER_SECOND));
      freeAt = now + bytes * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
    }
    if (cut == null) {
      carried += bytes;
      return new Permit(bytes, false, null);
    }
    if (bytesUntilCut > bytes) {
      bytesUntilCut -= bytes;
      carried += bytes;
      return new Permit(bytes, false, null);
    }
    int last = (int) bytesUntilCut;
    End end = cut;
    cut = null;
    carried += last;
    return new Permit(last, false, end);
  }

  private static long requireNotNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative: was " + value);
    }
    return value.toNanos();
  }
}
