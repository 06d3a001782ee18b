package dev.agentc.redis.config;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.pool.PooledRef;

/**
 * One operation's hold on a leased connection: waits for it, runs the operation once, gives the
 * connection back once. Whatever comes first ends it: the operation's stage, the deadline, or the
 * caller's cancellation; whatever comes later is ignored (G6).
 *
 * <p>A subscriber of its own rather than a lambda: those of Reactor drop a connection that arrives
 * while they are being cancelled, which would lose its place in the pool for good.
 */
final class Lease<T> extends BaseSubscriber<PooledRef<Leases.Pooled>> {

  private static final Logger log = LoggerFactory.getLogger(Lease.class);

  private final Function<LeasedConnection, CompletionStage<T>> operation;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  // Guarded by this.
  private boolean over;
  private @Nullable PooledRef<Leases.Pooled> held;

  Lease(Function<LeasedConnection, CompletionStage<T>> operation) {
    this.operation = operation;
  }

  /** The caller's. */
  CompletionStage<T> result() {
    var unused =
        result.whenComplete(
            (value, thrown) -> {
              // Only a caller completes it before the lease is over.
              if (finish()) {
                abandon();
              }
            });
    return result;
  }

  /** Ends when the operation does, whatever the caller does to the result. */
  CompletionStage<Void> ended() {
    return ended;
  }

  @Override
  protected void hookOnNext(PooledRef<Leases.Pooled> granted) {
    if (!hold(granted)) {
      end(granted.release());
      return;
    }
    issue(granted.poolable().connection())
        .whenComplete(
            (value, thrown) -> {
              if (finish()) {
                giveBack(granted, thrown);
                complete(value, thrown);
              }
            });
  }

  @Override
  protected void hookOnError(Throwable refused) {
    if (finish()) {
      complete(null, Leases.refusal(refused));
    }
  }

  /** At the deadline. */
  void late() {
    boolean running;
    synchronized (this) {
      running = held != null;
    }
    if (finish()) {
      abandon();
      complete(
          null,
          running
              ? new RedisFailure.TimedOut(
                  "the operation did not end within the command timeout", null)
              : new RedisFailure.Overloaded("no connection could be leased in time", null));
    }
  }

  private synchronized boolean hold(PooledRef<Leases.Pooled> granted) {
    if (over) {
      return false;
    }
    held = granted;
    return true;
  }

  /** True for the first to ask: the one who decides how the lease ends. */
  private synchronized boolean finish() {
    boolean first = !over;
    over = true;
    return first;
  }

  /** Nobody knows what is still under way on the connection, so nobody gets it again. */
  private void abandon() {
    cancel();
    PooledRef<Leases.Pooled> left;
    synchronized (this) {
      left = held;
    }
    if (left != null) {
      end(left.invalidate());
    }
    ended.complete(null);
  }

  private void complete(@Nullable T value, @Nullable Throwable thrown) {
    ended.complete(null);
    if (thrown == null) {
      result.complete(value);
    } else {
      result.completeExceptionally(FailureClassifier.ofCommand(thrown));
    }
  }

  private CompletionStage<T> issue(LeasedConnection connection) {
    try {
      CompletionStage<T> stage = operation.apply(connection);
      return stage != null
          ? stage
          : CompletableFuture.failedFuture(
              new NullPointerException("the operation returned no stage"));
    } catch (Throwable thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private static void giveBack(PooledRef<Leases.Pooled> ref, @Nullable Throwable thrown) {
    Throwable failure = thrown == null ? null : FailureClassifier.ofCommand(thrown);
    boolean unclear =
        failure instanceof RedisFailure.TimedOut || failure instanceof RedisFailure.Unavailable;
    if (unclear) {
      end(ref.invalidate());
      return;
    }
    ref.poolable()
        .connection()
        .settle()
        .whenComplete((fit, unknown) -> end(fit != null && fit ? ref.release() : ref.invalidate()));
  }

  private static void end(Mono<Void> handBack) {
    handBack.subscribe(
        none -> {}, thrown -> log.debug("a leased connection did not close well", thrown));
  }
}
