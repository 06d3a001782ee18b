package dev.agentc.repository.chat;

import dev.agentc.repository.Owner;
import dev.agentc.repository.session.LiveSessions;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/**
 * The chats of all sessions in memory, for the repositories of messages and of metadata together. A
 * chat whose session has ended stays in memory until its id is used again or the whole is dropped:
 * this is for tests and for trying out.
 */
public final class InMemoryChats {

  private final LiveSessions sessions;
  private final Map<SessionId, InMemoryChat> chats = new ConcurrentHashMap<>();

  private InMemoryChats(LiveSessions sessions) {
    this.sessions = sessions;
  }

  public static InMemoryChats of(LiveSessions sessions) {
    return new InMemoryChats(sessions);
  }

  <T> CompletionStage<T> with(
      SessionId id, Owner owner, BiFunction<InMemoryChat, LiveSessions.Live, T> action) {
    try {
      return CompletableFuture.completedStage(
          sessions.with(id, owner, live -> action.apply(chat(live.session()), live)));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private InMemoryChat chat(Session session) {
    return chats.compute(
        session.id(),
        (id, chat) ->
            chat != null && chat.sessionCreatedAt.equals(session.createdAt())
                ? chat
                : new InMemoryChat(session.createdAt()));
  }
}
