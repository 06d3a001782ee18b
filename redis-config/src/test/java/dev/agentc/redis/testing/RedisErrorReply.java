package dev.agentc.redis.testing;

/**
 * Redis answered a command of the fixture with an error; the message is the reply, as {@code
 * READONLY You can't …}.
 */
public final class RedisErrorReply extends RuntimeException {
  private static final long serialVersionUID = 1L;

  RedisErrorReply(String message) {
    super(message);
  }
}
