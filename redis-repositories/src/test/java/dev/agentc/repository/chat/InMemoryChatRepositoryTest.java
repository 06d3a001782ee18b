package dev.agentc.repository.chat;

import dev.agentc.repository.Await;
import dev.agentc.repository.InMemoryReplies;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.session.InMemorySessionRepository;
import dev.agentc.repository.session.InMemorySessionStore;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionRepository;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

class InMemoryChatRepositoryTest implements ChatRepositoryContract {

  private static final Duration DAY = Duration.ofDays(1);
  private final InMemorySessionStore store = new InMemorySessionStore(Clock.systemUTC());
  private final InMemoryChats all = InMemoryChats.of(store);
  private final SessionRepository sessions =
      InMemorySessionRepository.create(
          store, DAY, new InMemoryReplies(DAY), Clock.systemUTC(), new SecureRandom());

  @Override
  public ChatRepository chats(ChatLimits limits) {
    return InMemoryChatRepository.create(all, limits, Clock.systemUTC());
  }

  @Override
  public SessionId newSession() {
    return Await.value(
            sessions.create(
                NewSession.builder().text(SessionField.MODEL_ID, "m").build(), Optional.empty()))
        .value()
        .id();
  }

  @Override
  public void deleteSession(SessionId id) {
    Await.value(sessions.delete(id, Precondition.none()));
  }
}
