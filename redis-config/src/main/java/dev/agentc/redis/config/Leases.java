package dev.agentc.redis.config;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.pool.InstrumentedPool;
import reactor.pool.PoolAcquirePendingLimitException;
import reactor.pool.PoolAcquireTimeoutException;
import reactor.pool.PoolBuilder;
import reactor.pool.PoolShutdownException;

/**
 * Connections that one operation at a time has to itself, opened on demand and kept for the next.
 * The pool is Reactor's: Lettuce's own has no waiting line and loses capacity in several ways.
 */
final class Leases {

  /** Idle for longer than this, a connection is not trusted any more but made anew. */
  private static final Duration IDLE_LIMIT = Duration.ofMinutes(1);

  private final RedisConfig config;
  private final ConnectionHolder shared;
  private final ConnectionOpener opener;
  private final LettuceRuntime runtime;
  private final BoundedAttempt attempts;
  private final InFlight inFlight = new InFlight();
  private volatile @Nullable InstrumentedPool<Pooled> pool;

  /**
   * @param generation how often the shared connection had been made again when this one was opened:
   *     after a failover the older ones lead to the wrong server
   */
  record Pooled(LeasedConnection connection, long generation) {}

  Leases(
      RedisConfig config,
      ConnectionHolder shared,
      ConnectionOpener opener,
      LettuceRuntime runtime,
      BoundedAttempt attempts) {
    this.config = config;
    this.shared = shared;
    this.opener = opener;
    this.runtime = runtime;
    this.attempts = attempts;
  }

  <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
    return lease(
        leased -> leased.serverOf(key).thenCompose(connection -> operation.on(connection.async())));
  }

  /** Fails with NoReplicas when the operation's writes do not reach so many in time. */
  <T> CompletionStage<T> replicated(RedisOperation<T> operation, int replicas, Duration timeout) {
    return lease(new ReplicatedWrite<>(operation, replicas, timeout));
  }

  /** Fails at once while the shared connection is down: opening another would not do better. */
  private <T> CompletionStage<T> lease(Function<LeasedConnection, CompletionStage<T>> operation) {
    if (!inFlight.enter()) {
      return CompletableFuture.failedFuture(ConnectionHolder.closed());
    }
    if (shared.link() == null) {
      inFlight.leave();
      return CompletableFuture.failedFuture(shared.whyDown());
    }
    Lease<T> lease = new Lease<>(operation);
    lease.ended().whenComplete((none, thrown) -> inFlight.leave());
    runtime.onLate(lease.ended(), config.commandTimeout().plus(SharedAccess.GRACE), lease::late);
    CompletionStage<T> result = lease.result();
    pool().acquire(config.commandTimeout()).subscribe(lease);
    return result;
  }

  int leased() {
    InstrumentedPool<Pooled> current = pool;
    return current == null ? 0 : current.metrics().acquiredSize();
  }

  int waiting() {
    InstrumentedPool<Pooled> current = pool;
    return current == null ? 0 : current.metrics().pendingAcquireSize();
  }

  CompletionStage<Void> drain() {
    return inFlight.drain();
  }

  /** After {@link #drain()}. */
  CompletionStage<Void> closeAsync() {
    InstrumentedPool<Pooled> current = pool;
    return current == null
        ? CompletableFuture.completedFuture(null)
        : current.disposeLater().toFuture();
  }

  /** What it means that the pool gave no connection. */
  static RedisFailure refusal(Throwable thrown) {
    if (thrown instanceof PoolAcquireTimeoutException
        || thrown instanceof PoolAcquirePendingLimitException) {
      return new RedisFailure.Overloaded("no connection could be leased in time", thrown);
    }
    return thrown instanceof PoolShutdownException
        ? ConnectionHolder.closed()
        : FailureClassifier.ofConnecting(thrown);
  }

  private InstrumentedPool<Pooled> pool() {
    InstrumentedPool<Pooled> ready = pool;
    return ready != null ? ready : createPool();
  }

  private synchronized InstrumentedPool<Pooled> createPool() {
    InstrumentedPool<Pooled> ready = pool;
    if (ready == null) {
      ready =
          PoolBuilder.from(Mono.fromCompletionStage(this::open))
              .sizeBetween(0, config.maxConnections() - config.neverLeased())
              .maxPendingAcquire(config.commandQueue())
              .pendingAcquireTimer(this::after)
              .evictionPredicate((leased, use) -> isStale(leased, use.idleTime()))
              .destroyHandler(leased -> Mono.fromCompletionStage(leased.connection().closeAsync()))
              .buildPool();
      pool = ready;
    }
    return ready;
  }

  private CompletionStage<Pooled> open() {
    long generation = shared.reconnects();
    return attempts.open(
        () -> opener.openLeased().thenApply(connection -> new Pooled(connection, generation)),
        opened -> opened.connection().closeAsync());
  }

  private boolean isStale(Pooled leased, long idleMillis) {
    return !leased.connection().isOpen()
        || leased.generation() != shared.reconnects()
        || idleMillis > IDLE_LIMIT.toMillis();
  }

  /** The pool's timer, so that it needs no threads of its own. */
  private Disposable after(Runnable task, Duration delay) {
    CompletableFuture<Void> disposed = new CompletableFuture<>();
    runtime.onLate(disposed, delay, task);
    return () -> disposed.complete(null);
  }
}
