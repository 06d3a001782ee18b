package dev.agentc.redis.config;

/**
 * Is told what a {@link RedisConnector} does, for metrics. Called on the request's path, on threads
 * of the Redis client: it must be quick, must not block and must not throw.
 */
public interface RedisObserver {

  /** How Redis was asked. */
  enum Access {
    REQUIRED,
    OPTIONAL,
    MANAGED,
    /** On the connection for probes. */
    PROBE
  }

  /**
   * Redis replied to a command, on whatever connection; a command without a reply is only seen in
   * {@link #ended}.
   *
   * @param command as in Redis: {@code GET}; {@code OTHER} for one that is none of Redis's own, so
   *     that the names are bounded
   * @param error whether the reply was an error
   * @param nanos from the writing to the end of the reply
   */
  void replied(String command, boolean error, long nanos);

  /**
   * An operation ended.
   *
   * @param outcome {@code success}, {@link RedisFailure#kind()}, or {@code other} when the
   *     operation itself failed
   * @param nanos from the call to its end
   */
  void ended(Access access, String outcome, long nanos);
}
