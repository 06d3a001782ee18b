package dev.agentc.redis.config;

import java.util.concurrent.CompletionStage;

/**
 * One application's connection to one Redis: made lazily, shared by all threads, healed by itself,
 * closed once by its owner.
 *
 * <p>Creating one does no I/O and starts no thread. The first use, or {@link #connect()}, starts
 * connecting; from then on it tries until it succeeds (at most a second apart, jittered), again
 * after every loss, and replaces a connection on which several commands in a row timed out, or
 * which keeps answering READONLY.
 */
public interface RedisConnector extends RedisAccess, AutoCloseable {

  /**
   * Starts connecting. Completes, never exceptionally, when the attempt under way has succeeded or
   * failed.
   */
  CompletionStage<ConnectionStatus> connect();

  /**
   * Asks the server for version, mode, memory, clients and uptime (one round trip, two commands).
   * Of a cluster: the first primary that answers. Connects first when there is no connection, and
   * waits for that attempt; fails with a {@link RedisFailure} when it fails.
   */
  CompletionStage<ServerReport> validateConnection();

  /**
   * Two more, independent connections for probes, so that they neither queue behind other commands
   * nor are refused by a full queue: one for {@link RedisAccess#required} and {@link
   * RedisAccess#optional}, one for {@link RedisAccess#requiredWrite}, which here waits for no
   * replica; so a write that Redis holds back, during a failover for one, holds up no read. Same
   * owner, same life; they count as two of {@code REDIS_MAX_CONNECTIONS}. Lazy: cost nothing until
   * used. The status is connected when those used so far are, and counts the reconnects of both.
   */
  RedisProbe probe();

  /**
   * Tells {@code observer} of every operation, and of every reply on connections that are made from
   * now on: to be called before the first use. Observers stay for good; without one nothing is
   * timed. A connector that times nothing ignores it.
   */
  default void observe(RedisObserver observer) {}

  /**
   * Refuses new operations, waits for those under way up to the command timeout, then closes
   * everything. Idempotent.
   */
  CompletionStage<Void> closeAsync();

  /** {@link #closeAsync()}, waited for. Not to be called on a thread of the Redis client. */
  @Override
  void close();
}
