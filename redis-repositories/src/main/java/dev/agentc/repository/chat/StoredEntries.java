package dev.agentc.repository.chat;

import static dev.agentc.repository.chat.ChatScripts.string;

import dev.agentc.repository.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Entries of a stream, as a script replies them: {@code [id, [field, value, ...]]}. */
final class StoredEntries {

  private StoredEntries() {}

  static List<Entry> read(Object reply) {
    List<?> stored = (List<?>) reply;
    List<Entry> entries = new ArrayList<>(stored.size());
    for (Object each : stored) {
      List<?> pair = (List<?>) each;
      entries.add(entry(id(string(pair.get(0))), (List<?>) pair.get(1)));
    }
    return entries;
  }

  static EntryId id(String text) {
    return EntryId.parse(text)
        .orElseThrow(() -> new IllegalStateException("must be a stream id: was " + text));
  }

  private static Entry entry(EntryId id, List<?> fields) {
    // The scripts always write the body first, then, for a part of an interaction, its place.
    JsonValue body = JsonValue.stored((byte[]) fields.get(1));
    return fields.size() < 6
        ? new Entry(id, body, Optional.empty())
        : new Entry(
            id,
            body,
            Optional.of(
                new Entry.Place(
                    new InteractionId(string(fields.get(3))),
                    Integer.parseInt(string(fields.get(5))))));
  }
}
