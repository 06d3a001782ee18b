package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;

/**
 * A message or tool call to store, as {@link EntryCodec} makes it from what a caller sent.
 *
 * @param body a JSON object without {@code id}, {@code session_id}, {@code interaction_id} and
 *     {@code interaction_index} (those the server sets), with a {@code timestamp}
 */
public record NewEntry(JsonValue body) {

  public NewEntry {
    if (body.kind() != JsonValue.Kind.OBJECT) {
      throw new IllegalArgumentException("body must be an object: was " + body.kind());
    }
  }
}
