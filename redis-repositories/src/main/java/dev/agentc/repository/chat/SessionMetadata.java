package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All metadata of one kind, with what {@code GET .../meta} tells of the session beside it.
 *
 * @param values by name, in its order
 * @param version of the session; changes of managed metadata do not raise it
 */
public record SessionMetadata(
    SortedMap<String, JsonValue> values,
    Instant createdAt,
    Instant updatedAt,
    Instant lastActivity,
    boolean active,
    long version) {

  public SessionMetadata {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }
}
