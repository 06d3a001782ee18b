package dev.agentc.redis.testing;

/**
 * A Redis as a plain object, for a test that starts and ends its servers itself or for another test
 * framework:
 *
 * <pre>{@code
 * try (RedisServer redis = RedisServer.create()) {
 *   RedisConfig config = RedisConfig.from(redis.settings());
 * }
 * }</pre>
 */
public final class RedisServer extends RedisControl implements AutoCloseable {
  private RedisServer(RedisOptions options) {
    super(options);
  }

  /** A server with the default options, up and empty. */
  public static RedisServer create() {
    return builder().build();
  }

  /** Options first. */
  public static RedisBuilder<RedisServer> builder() {
    return new RedisBuilder<>(RedisServer::started);
  }

  static RedisServer started(RedisOptions options) {
    RedisServer server = new RedisServer(options);
    server.open();
    return server;
  }

  /** Down, and its port not yet safe from others. */
  static RedisServer member(RedisOptions options) {
    return new RedisServer(options);
  }

  /** Ends the server, in whatever state it is, and deletes all that it left. */
  @Override
  public void close() {
    release();
  }
}
