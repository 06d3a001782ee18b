package dev.agentc.repository;

import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The replies kept under idempotency keys, for all repositories in memory. Thread-safe. */
public final class InMemoryReplies {

  private record Reply(String fingerprint, Instant end, Object value) {}

  private final Duration timeToLive;
  private final Map<String, Reply> replies = new HashMap<>();

  public InMemoryReplies(Duration timeToLive) {
    this.timeToLive = timeToLive;
  }

  /** The earlier reply; {@link IdempotencyKeyReused} when the key stands for another request. */
  public synchronized <T> Optional<T> find(IdempotencyKey key, Class<T> type, Instant now) {
    Reply reply = replies.get(key.scope());
    if (reply == null || !reply.end().isAfter(now)) {
      return Optional.empty();
    }
    if (!reply.fingerprint().equals(key.fingerprint())) {
      throw new IdempotencyKeyReused();
    }
    return Optional.of(type.cast(reply.value()));
  }

  public synchronized void keep(IdempotencyKey key, Object value, Instant now) {
    replies.values().removeIf(old -> !old.end().isAfter(now));
    replies.put(key.scope(), new Reply(key.fingerprint(), now.plus(timeToLive), value));
  }
}
