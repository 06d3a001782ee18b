package dev.agentc.repository.chat;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.session.LiveSessions;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** One session's chat in memory. Confined to {@link LiveSessions#with}. */
final class InMemoryChat {

  /** Of the session that this belongs to; another one of the same id starts afresh. */
  final Instant sessionCreatedAt;

  final Map<EntryKind, NavigableMap<EntryId, Entry>> entries = new EnumMap<>(EntryKind.class);
  final Map<InteractionId, Turn> interactions = new LinkedHashMap<>();
  final SortedMap<String, JsonValue> managed = new TreeMap<>();
  private final Map<EntryKind, EntryId> last = new EnumMap<>(EntryKind.class);
  private final Map<String, Reply> replies = new HashMap<>();

  InMemoryChat(Instant sessionCreatedAt) {
    this.sessionCreatedAt = sessionCreatedAt;
    for (EntryKind kind : EntryKind.values()) {
      entries.put(kind, new TreeMap<>());
      last.put(kind, new EntryId(0, 0));
    }
  }

  record Turn(Instant timestamp, InteractionReceipt receipt) {}

  private record Reply(String fingerprint, Instant end, Object value) {}

  NavigableMap<EntryId, Entry> of(EntryKind kind) {
    return entries.getOrDefault(kind, new TreeMap<>());
  }

  EntryId add(EntryKind kind, NewEntry entry, Optional<Entry.Place> place, Instant now) {
    EntryId before = last.getOrDefault(kind, new EntryId(0, 0));
    long millis = now.toEpochMilli();
    // As a stream: ids grow even when the clock goes back.
    EntryId id =
        millis > before.millis()
            ? new EntryId(millis, 0)
            : new EntryId(before.millis(), before.sequence() + 1);
    last.put(kind, id);
    of(kind).put(id, new Entry(id, entry.body(), place));
    return id;
  }

  void trim(EntryKind kind, int most) {
    while (of(kind).size() > most) {
      of(kind).pollFirstEntry();
    }
  }

  <T> Optional<T> replay(Optional<IdempotencyKey> key, Class<T> type, Instant now) {
    Reply reply = key.map(k -> replies.get(k.scope())).orElse(null);
    if (reply == null || !reply.end().isAfter(now)) {
      return Optional.empty();
    }
    if (!reply.fingerprint().equals(key.orElseThrow().fingerprint())) {
      throw new IdempotencyKeyReused();
    }
    return Optional.of(type.cast(reply.value()));
  }

  void remember(Optional<IdempotencyKey> key, Object value, Instant now, Instant end) {
    key.ifPresent(
        k -> {
          replies.values().removeIf(reply -> !reply.end().isAfter(now));
          replies.put(k.scope(), new Reply(k.fingerprint(), end, value));
        });
  }

  List<Entry> left(EntryKind kind, List<EntryId> ids) {
    return ids.stream().filter(of(kind)::containsKey).map(of(kind)::get).toList();
  }
}
