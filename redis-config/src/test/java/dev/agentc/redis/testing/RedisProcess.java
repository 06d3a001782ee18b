package dev.agentc.redis.testing;

import java.util.List;

/**
 * One Redis server, in whatever it runs: starts, ends, stands still. Not thread-safe; {@link
 * RedisControl} is.
 */
interface RedisProcess {
  String host();

  int port();

  /** As the server itself knows it. */
  String dataDirectory();

  /**
   * Takes another port, because the one chosen was taken in between. Only before the first
   * successful start.
   */
  void moveToAnotherPort();

  /**
   * Returns at once; the caller waits for an answer. {@code extraLines} are valid for this start
   * only.
   */
  void start(List<String> extraLines);

  boolean isRunning();

  /** As an operator would: SIGTERM, then wait. */
  void stop();

  /** As the kernel would: SIGKILL. */
  void kill();

  void pause();

  void resume();

  /** The end of what the server logged, for a failure's message. */
  String log();

  /** Ends it and deletes what it runs in; the scratch directory is its owner's. */
  void close();
}
