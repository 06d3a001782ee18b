package dev.agentc.repository.chat;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisOperation;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionStamp;
import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Runs scripts on the nine keys of a session and lets the indexes follow. */
final class ChatScripts {

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisIndexFollower index;
  private final Owner owner;

  ChatScripts(RedisAccess access, KeySpace keys, RedisIndexFollower index, Owner owner) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.owner = owner;
  }

  static RedisScript load(String name) {
    return RedisScript.load(RedisScript.class, "live", "chat/chat-session", "chat/" + name);
  }

  /** For the sessions of one user. */
  ChatScripts ownedBy(UserId user) {
    return new ChatScripts(access, keys, index, Owner.of(user));
  }

  /** Fails with {@link SessionNotFound} where the script says so; other refusals are a reply. */
  CompletionStage<Reply> read(SessionId session, RedisScript script, byte[]... arguments) {
    return access
        .required(operation(session, script, arguments))
        .thenCompose(r -> alive(session, r));
  }

  /**
   * As {@link #read}, from a replica where the settings allow it. A replica that does not have the
   * session (yet), or has it when it is due to be prolonged, makes it a read of the primary.
   */
  CompletionStage<Reply> readStale(SessionId session, RedisScript script, byte[]... arguments) {
    return access
        .stale(
            operation(session, script, arguments),
            reply -> reply.ok() && !reply.prolongationRefused())
        .thenCompose(r -> alive(session, r));
  }

  /** As {@link #read}, waiting for replicas where the settings ask for it. */
  CompletionStage<Reply> write(SessionId session, RedisScript script, byte[]... arguments) {
    return access
        .requiredWrite(operation(session, script, arguments))
        .thenCompose(r -> alive(session, r));
  }

  private RedisOperation<Reply> operation(
      SessionId session, RedisScript script, byte[]... arguments) {
    String[] all = keys.session(session).all();
    byte[][] owned = Arrays.copyOf(arguments, arguments.length + 1);
    owned[arguments.length] = owner.argument();
    return commands ->
        script
            .run(commands, all, owned)
            .thenApply(
                list -> {
                  Reply reply = new Reply(list);
                  if (reply.ok()) {
                    SessionStamp stamp = SessionStamp.of(list);
                    if (stamp.moved()) {
                      index.follow(commands, session, stamp);
                    }
                  }
                  return reply;
                });
  }

  private static CompletionStage<Reply> alive(SessionId session, Reply reply) {
    return reply.status().equals("gone")
        ? CompletableFuture.failedStage(new SessionNotFound(session))
        : CompletableFuture.completedStage(reply);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return bytes(Long.toString(number));
  }

  static String string(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }

  /** A script's reply: a status, the session's stamp when that is "ok", then values. */
  record Reply(List<Object> list) {

    String status() {
      return string(list.get(0));
    }

    boolean ok() {
      return status().equals("ok");
    }

    /** By a Redis that takes no writes, as a replica does not. */
    boolean prolongationRefused() {
      return string(list.get(1)).equals("2");
    }

    SessionStamp stamp() {
      return SessionStamp.of(list);
    }

    /** False also for a null at the end. */
    boolean has(int position) {
      return list.size() > SessionStamp.SIZE + position
          && list.get(SessionStamp.SIZE + position) != null;
    }

    String text(int position) {
      return string(value(position));
    }

    long number(int position) {
      return (Long) value(position);
    }

    Object value(int position) {
      return list.get(SessionStamp.SIZE + position);
    }
  }
}
