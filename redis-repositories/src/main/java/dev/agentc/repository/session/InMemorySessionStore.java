package dev.agentc.repository.session;

import dev.agentc.repository.Owner;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The sessions of the in-memory repositories, for tests and embedding: what the repositories of
 * sessions and of chats share. Thread-safe; every method is atomic.
 */
public final class InMemorySessionStore implements LiveSessions {

  private final Map<SessionId, StoredSession> sessions = new HashMap<>();
  private final Clock clock;

  public InMemorySessionStore(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized <T> T with(SessionId id, Owner owner, Function<Live, T> action) {
    StoredSession session =
        live(id)
            .filter(found -> owner.sees(found.userId()))
            .orElseThrow(() -> new SessionNotFound(id));
    prolong(id, session);
    return action.apply(new Use(id));
  }

  private final class Use implements Live {
    private final SessionId id;

    Use(SessionId id) {
      this.id = id;
    }

    @Override
    public Session session() {
      return stored().session(id);
    }

    @Override
    public void written(OptionalLong messageCount) {
      StoredSession active = active(stored());
      put(
          id,
          messageCount.isPresent()
              ? active.with(StoredSession.MESSAGE_COUNT, Long.toString(messageCount.getAsLong()))
              : active);
    }

    private StoredSession stored() {
      return live(id).orElseThrow(() -> new SessionNotFound(id));
    }
  }

  synchronized Optional<StoredSession> live(SessionId id) {
    StoredSession session = sessions.get(id);
    if (session == null) {
      return Optional.empty();
    }
    if (session.number(StoredSession.EXPIRES_AT) <= clock.millis()) {
      remove(id);
      return Optional.empty();
    }
    return Optional.of(session);
  }

  synchronized Map<SessionId, StoredSession> all() {
    Map<SessionId, StoredSession> live = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
    for (SessionId id : List.copyOf(sessions.keySet())) {
      live(id).ifPresent(session -> live.put(id, session));
    }
    return live;
  }

  synchronized StoredSession put(SessionId id, StoredSession session) {
    sessions.put(id, session);
    return session;
  }

  synchronized void remove(SessionId id) {
    sessions.remove(id);
  }

  /** As a read does: when a tenth of its time has gone. */
  synchronized StoredSession prolong(SessionId id, StoredSession session) {
    long ttl = session.number(StoredSession.TTL);
    long now = clock.millis();
    return now < session.number(StoredSession.EXPIRES_AT) - ttl + ttl / 10
        ? session
        : put(id, session.with(StoredSession.EXPIRES_AT, Long.toString(now + ttl)));
  }

  /** As a write does. */
  StoredSession active(StoredSession session) {
    long activity =
        Math.max(
            StoredSession.micros(clock.instant()), session.number(StoredSession.LAST_ACTIVITY) + 1);
    long expiresAt = clock.millis() + session.number(StoredSession.TTL);
    return session.with(
        Map.of(
            StoredSession.UPDATED_AT, Long.toString(activity),
            StoredSession.LAST_ACTIVITY, Long.toString(activity),
            StoredSession.EXPIRES_AT, Long.toString(expiresAt)));
  }
}
