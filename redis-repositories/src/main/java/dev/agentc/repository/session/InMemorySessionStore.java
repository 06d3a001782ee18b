package dev.agentc.repository.session;

import dev.agentc.repository.JsonValue;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The sessions of the in-memory repositories, for tests and embedding: what the repositories of
 * sessions and of chats share. Thread-safe; every method is atomic.
 */
public final class InMemorySessionStore {

  private final Map<SessionId, StoredSession> sessions = new HashMap<>();
  private final List<Consumer<SessionId>> listeners = new ArrayList<>();
  private final Clock clock;

  public InMemorySessionStore(Clock clock) {
    this.clock = clock;
  }

  /** Tells {@code listener} of every session that is no more, so that its chat can go, too. */
  public synchronized void onGone(Consumer<SessionId> listener) {
    listeners.add(listener);
  }

  /** True when it lives; a use, which prolongs. */
  public synchronized boolean use(SessionId id) {
    return live(id).map(session -> prolong(id, session)).isPresent();
  }

  /** A write to the chat: moves the activity, prolongs, and counts. False when it is gone. */
  public synchronized boolean write(SessionId id, long messageCount) {
    Optional<StoredSession> live = live(id);
    live.ifPresent(
        session ->
            put(
                id,
                active(session).with(StoredSession.MESSAGE_COUNT, Long.toString(messageCount))));
    return live.isPresent();
  }

  /** The metadata, without prolonging; empty when the session is gone. */
  public synchronized Optional<SortedMap<String, JsonValue>> metadata(SessionId id) {
    return live(id).map(StoredSession::metadata);
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
    listeners.forEach(listener -> listener.accept(id));
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
