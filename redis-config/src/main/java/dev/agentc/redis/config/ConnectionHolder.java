package dev.agentc.redis.config;

import dev.agentc.redis.config.ConnectionStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Keeps one shared connection: makes it on first use, notices its loss, makes it again until it is
 * closed. This is the only mechanism that reconnects (Lettuce's own is off), so that nothing is
 * ever sent twice (G5) and nothing waits for a connection (G2).
 *
 * <p>Thread-safe. State changes under the lock; calls to others are made without it.
 */
final class ConnectionHolder {

  private static final Logger log = LoggerFactory.getLogger(ConnectionHolder.class);

  private static final Duration QUIET = Duration.ofMinutes(1);

  private final String name;
  private final ConnectionOpener opener;
  private final ScheduledExecutorService background;
  private final Backoff backoff;
  private final BoundedAttempt attempts;

  private final Object lock = new Object();
  private volatile State state = State.IDLE;
  private volatile @Nullable Link link;
  private volatile @Nullable RedisFailure lastFailure;
  // Guarded by the lock.
  private CompletableFuture<Void> attempt = CompletableFuture.completedFuture(null);
  private int failures;
  private boolean refreshing;
  // Only while refreshing.
  private volatile boolean toldOfRefresh;
  private volatile long refreshToldAt;
  private volatile long connections;
  private volatile @Nullable GivenUp givenUp;

  private record GivenUp(Link link, RedisFailure reason) {}

  ConnectionHolder(
      String name,
      ConnectionOpener opener,
      ScheduledExecutorService background,
      Backoff backoff,
      BoundedAttempt attempts) {
    this.name = name;
    this.opener = opener;
    this.background = background;
    this.backoff = backoff;
    this.attempts = attempts;
  }

  /** The live connection, or null when there is none; starts making one on first use. */
  @Nullable Link link() {
    Link current = link;
    if (current == null && state == State.IDLE) {
      connect();
    }
    return current;
  }

  State state() {
    return state;
  }

  Optional<RedisFailure> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  /** Connections made after the first. */
  long reconnects() {
    return Math.max(0, connections - 1);
  }

  /** What an operation fails with for want of a connection. */
  RedisFailure whyDown() {
    return state == State.CLOSED ? closed() : FailureClassifier.whileDown(lastFailure);
  }

  static RedisFailure closed() {
    return new RedisFailure.Unavailable(
        "the connection to Redis was closed", RedisFailure.Outcome.NOT_EXECUTED, null);
  }

  /** Starts if need be; completes, never exceptionally, when the attempt under way has ended. */
  CompletionStage<Void> connect() {
    synchronized (lock) {
      if (state == State.IDLE) {
        state = State.CONNECTING;
        schedule(Duration.ZERO);
      }
      return attempt.copy();
    }
  }

  /**
   * Gives the connection up and makes another one. Commands in flight on it end at once.
   *
   * @param expected the connection that is at fault; nothing happens when it was replaced already
   */
  void replace(Link expected, RedisFailure reason) {
    if (markLost(expected, reason)) {
      givenUp = new GivenUp(expected, reason);
      expected.closeAsync();
    }
  }

  /**
   * Makes a new connection first and then gives up the old one, which still serves meanwhile; when
   * none can be made the old one stays.
   *
   * @param retirement how long commands in flight on the old one may still take
   */
  void refresh(Link expected, RedisFailure reason, Duration retirement) {
    synchronized (lock) {
      if (link != expected || refreshing || state != State.CONNECTED) {
        return;
      }
      refreshing = true;
      lastFailure = reason;
    }
    // A server that refuses for hours is tried anew each second.
    long now = System.nanoTime();
    boolean again = toldOfRefresh && now - refreshToldAt < QUIET.toNanos();
    log.atLevel(again ? Level.DEBUG : Level.INFO)
        .log("{}: replacing the connection to Redis: {}", name, reason.getMessage());
    if (!again) {
      toldOfRefresh = true;
      refreshToldAt = now;
    }
    openBounded()
        .whenComplete(
            (fresh, thrown) -> {
              if (fresh != null && swap(expected, fresh)) {
                later(expected::closeAsync, retirement);
              }
              synchronized (lock) {
                refreshing = false;
              }
            });
  }

  /** What a command that was cut off on this connection failed with, and why it was cut off. */
  Throwable explained(Link link, Throwable failure) {
    GivenUp last = givenUp;
    return last != null && last.link() == link && failure instanceof RedisFailure.Unavailable cut
        ? FailureClassifier.because(cut, last.reason())
        : failure;
  }

  /** Ends for good. Operations find no connection from now on. */
  CompletionStage<Void> closeAsync() {
    Link last;
    CompletableFuture<Void> waiting;
    synchronized (lock) {
      state = State.CLOSED;
      last = link;
      link = null;
      waiting = attempt;
    }
    waiting.complete(null);
    return last == null ? CompletableFuture.completedFuture(null) : last.closeAsync();
  }

  private boolean swap(Link old, Link fresh) {
    synchronized (lock) {
      if (link == old && state == State.CONNECTED && fresh.isOpen()) {
        link = fresh;
        connections++;
        return true;
      }
    }
    fresh.closeAsync();
    return false;
  }

  private void lost(Link which) {
    markLost(
        which,
        new RedisFailure.Unavailable(
            "the connection to Redis was lost", RedisFailure.Outcome.NOT_EXECUTED, null));
  }

  private boolean markLost(Link which, RedisFailure reason) {
    synchronized (lock) {
      if (link != which || state != State.CONNECTED) {
        return false;
      }
      link = null;
      lastFailure = reason;
      state = State.CONNECTING;
      failures = 0;
      schedule(backoff.delay(0));
    }
    log.warn("{}: {}; connecting again", name, reason.getMessage());
    return true;
  }

  // Only under the lock.
  private void schedule(Duration delay) {
    attempt = new CompletableFuture<>();
    CompletableFuture<Void> mine = attempt;
    later(() -> openBounded().whenComplete((made, thrown) -> ended(mine, made, thrown)), delay);
  }

  private void ended(
      CompletableFuture<Void> mine, @Nullable Link made, @Nullable Throwable thrown) {
    if (made != null && made.isOpen()) {
      connected(made);
    } else {
      failed(thrown == null ? new IllegalStateException("lost while it was being made") : thrown);
    }
    mine.complete(null);
  }

  private void connected(Link made) {
    boolean late;
    synchronized (lock) {
      late = state == State.CLOSED;
      if (!late) {
        link = made;
        state = State.CONNECTED;
        connections++;
      }
    }
    if (late) {
      made.closeAsync();
      return;
    }
    log.info("{}: connected to Redis", name);
    // It may have been lost between its check and its becoming the link: then nobody was told.
    if (!made.isOpen()) {
      lost(made);
    }
  }

  private void failed(Throwable thrown) {
    RedisFailure reason = FailureClassifier.ofConnecting(thrown);
    int count;
    RedisFailure before;
    synchronized (lock) {
      if (state == State.CLOSED) {
        return;
      }
      before = lastFailure;
      lastFailure = reason;
      count = ++failures;
      schedule(backoff.delay(count));
    }
    if (count == 1 || before == null || before.getClass() != reason.getClass()) {
      // The innermost message says what an operator can act on; the stack is for us.
      log.warn(
          "{}: {} ({}); trying again until it works", name, reason.getMessage(), innermost(thrown));
      log.debug("{}: the failure in full", name, thrown);
    } else {
      log.debug("{}: attempt {} failed: {}", name, count, reason.getMessage());
    }
  }

  private static @Nullable String innermost(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }

  private CompletionStage<Link> openBounded() {
    return attempts.open(() -> opener.open(this::lost), Link::closeAsync);
  }

  private void later(Runnable task, Duration delay) {
    try {
      var unused = background.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closed) {
      log.debug("{}: closed meanwhile", name);
    }
  }
}
