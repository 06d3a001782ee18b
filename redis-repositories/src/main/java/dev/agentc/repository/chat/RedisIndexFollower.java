package dev.agentc.repository.chat;

import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionStamp;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;

/**
 * Brings the session indexes up to date after a script that has moved a session: on the same
 * connection, so that the caller's next command comes behind it, and without being waited for. It
 * keeps its failures to itself; the session is the truth, and the index heals.
 */
@FunctionalInterface
public interface RedisIndexFollower {
  void follow(
      RedisClusterAsyncCommands<String, byte[]> commands, SessionId session, SessionStamp stamp);
}
