package dev.agentc.redis.config;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * The three ways to get at Redis. Thread-safe. No method blocks or throws; every returned stage
 * ends by the command timeout ({@code REDIS_SOCKET_TIMEOUT}) plus at most 100 ms, and when it
 * fails, then with a {@link RedisFailure} (never wrapped in a {@code CompletionException} at the
 * stage itself), or with whatever the operation itself threw. A command is never sent twice. Stages
 * complete on a thread of the Redis client: callers that do heavy or blocking work hop off it.
 */
public interface RedisAccess {

  /**
   * Runs {@code operation} on the shared connection. Without a live connection it fails at once
   * (within 50 ms, no waiting for a reconnect) with {@link RedisFailure.Unavailable} or, when that
   * is known to be the reason, {@link RedisFailure.AuthenticationFailed} or {@link
   * RedisFailure.Loading}.
   */
  <T> CompletionStage<T> required(RedisOperation<T> operation);

  /**
   * As {@link #required}, for a write that must survive a failover: with {@code
   * REDIS_WRITE_REPLICAS} above 0 it runs on a leased connection, a {@code WAIT} follows at each
   * server that it wrote to (one more round trip), and the stage fails with {@link
   * RedisFailure.NoReplicas} when fewer replicas acknowledged in {@code REDIS_WRITE_TIMEOUT}. Only
   * such writes wait for missing replicas, nobody behind them. With 0 (the default) it is {@link
   * #required}, at no further cost.
   */
  <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation);

  /**
   * As {@link #required}, but empty when there is no connection. Every other failure still fails
   * the stage.
   */
  <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation);

  /**
   * A read that may be stale: goes where {@code REDIS_READ_FROM} says, and to the primary when
   * there is no replica, when the replica fails, or when it gave what is not {@code accepted} (what
   * a replica does not have yet, for example). On the primary it is {@link #required}. The
   * operation may therefore run twice; it must do no harm on a server that refuses writes.
   */
  default <T> CompletionStage<T> stale(RedisOperation<T> operation, Predicate<T> accepted) {
    return required(operation);
  }

  /** Whether {@link #stale} goes elsewhere than to the primary. */
  default boolean readsStale() {
    return false;
  }

  /**
   * Leases a connection for {@code operation} alone and takes it back when its stage ends, fails,
   * times out or is cancelled; a connection in an unclear state is closed instead of used again.
   * When all are leased it waits its turn up to the command timeout, then fails with {@link
   * RedisFailure.Overloaded}.
   *
   * @param key a key that the operation is about: in a cluster the connection leads to the server
   *     that has it, and keys of other servers fail with {@link RedisFailure.ClusterDown};
   *     elsewhere it does not matter
   */
  <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation);

  /** As {@link #managed(String, LeasedOperation)}, for commands without keys, or no cluster. */
  default <T> CompletionStage<T> managed(LeasedOperation<T> operation) {
    return managed("", operation);
  }

  /** A snapshot, without I/O. */
  ConnectionStatus status();
}
