package dev.agentc.redis.testing;

import java.util.List;
import java.util.Map;

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

  /**
   * Whether the server that answers, and says this of itself, is this one: another may have been
   * quicker to take the port, while this one has not yet ended for that reason.
   */
  default boolean isThis(Map<String, String> infoServer) {
    return true;
  }

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
