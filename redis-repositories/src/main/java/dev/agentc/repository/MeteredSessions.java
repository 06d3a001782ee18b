package dev.agentc.repository;

import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionChange;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPage;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Sessions, timed. */
final class MeteredSessions implements SessionRepository {

  private final SessionRepository repository;
  private final RepositoryTimers timers;

  MeteredSessions(SessionRepository repository, RepositoryTimers timers) {
    this.repository = repository;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Written<Session>> create(
      NewSession session, Optional<IdempotencyKey> key) {
    return timers.time("create", System.nanoTime(), repository.create(session, key));
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return timers.time("find", System.nanoTime(), repository.find(id));
  }

  @Override
  public CompletionStage<SessionPage> list(SessionQuery query) {
    return timers.time("list", System.nanoTime(), repository.list(query));
  }

  @Override
  public CompletionStage<SessionChange> patch(
      SessionId id, SessionPatch patch, Precondition precondition) {
    return timers.time("patch", System.nanoTime(), repository.patch(id, patch, precondition));
  }

  @Override
  public CompletionStage<Void> delete(SessionId id, Precondition precondition) {
    return timers.time("delete", System.nanoTime(), repository.delete(id, precondition));
  }

  @Override
  public SessionRepository ownedBy(UserId user) {
    return new MeteredSessions(repository.ownedBy(user), timers);
  }
}
