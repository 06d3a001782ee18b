package dev.agentc.redis.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a {@link RedisConnector} knows without asking Redis.
 *
 * @param state where the connection stands
 * @param lastFailure why there is no connection, or the last failure that made it be replaced
 * @param sinceLastSuccess age of the newest successful reply; empty when there was none yet
 * @param reconnects how often a connection was made again after the first
 * @param commandsInFlight commands sent or queued on the shared connection whose reply is
 *     outstanding
 * @param commandQueueLimit most of these ({@code REDIS_COMMAND_QUEUE})
 * @param maxConnections most connections to one node ({@code REDIS_MAX_CONNECTIONS}), the shared
 *     one, two for probes, one for reads that may be stale and the leased ones together
 * @param inUse connections of these that are connected and not free: the shared one, those for
 *     probes and for stale reads, and the leased ones
 * @param leased connections that are leased at this moment
 * @param waitingForLease callers waiting for a lease
 */
public record ConnectionStatus(
    State state,
    Optional<RedisFailure> lastFailure,
    Optional<Duration> sinceLastSuccess,
    long reconnects,
    int commandsInFlight,
    int commandQueueLimit,
    int maxConnections,
    int inUse,
    int leased,
    int waitingForLease) {

  /** The life of a connection. */
  public enum State {
    /** Nothing was tried yet. */
    IDLE,
    /** There is none; one is being made, again and again until it succeeds. */
    CONNECTING,
    CONNECTED,
    CLOSED
  }

  public boolean connected() {
    return state == State.CONNECTED;
  }
}
