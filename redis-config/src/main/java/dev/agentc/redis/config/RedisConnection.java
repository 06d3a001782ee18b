package dev.agentc.redis.config;

/**
 * A Redis for other components to depend on: plain, so that it can be had with Dagger ({@link
 * RedisComponent}) or without.
 */
public interface RedisConnection {

  /** For the one who owns the connection: starts and closes it. */
  RedisConnector connector();

  /** For those who use it. The same object. */
  RedisAccess access();
}
