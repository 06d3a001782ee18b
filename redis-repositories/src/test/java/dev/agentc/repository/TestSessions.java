package dev.agentc.repository;

import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;

/** Sessions for tests that are about something else. */
public final class TestSessions {

  private TestSessions() {}

  public static SessionId create(Repositories repositories) {
    return create(repositories, Optional.empty());
  }

  public static SessionId create(Repositories repositories, Optional<UserId> owner) {
    NewSession.Builder session = NewSession.builder().text(SessionField.MODEL_ID, "gpt-4");
    owner.ifPresent(id -> session.text(SessionField.USER_ID, id.value()));
    return Await.value(repositories.sessions().create(session.build(), Optional.empty()))
        .value()
        .id();
  }

  public static void delete(Repositories repositories, SessionId id) {
    Await.value(repositories.sessions().delete(id, Precondition.none()));
  }
}
