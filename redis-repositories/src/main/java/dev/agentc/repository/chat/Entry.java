package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.session.SessionId;
import java.util.Optional;

/**
 * A stored message or tool call.
 *
 * @param body what the caller sent, with {@code timestamp}, without the fields that the server sets
 * @param place of an entry that was written as part of an interaction
 */
public record Entry(EntryId id, JsonValue body, Optional<Place> place) {

  /**
   * An entry's place in its interaction.
   *
   * @param index from 0, among the interaction's entries of the same kind
   */
  public record Place(InteractionId interaction, int index) {}

  /**
   * The entry as the API shows it: the body, led by {@code id}, {@code session_id} and, for a part
   * of an interaction, {@code interaction_id} and {@code interaction_index}. Joined as text, so
   * that nothing in the body is parsed or can change.
   */
  public JsonValue json(SessionId session) {
    StringBuilder text = new StringBuilder(body.text().length() + 160);
    text.append("{\"id\":\"").append(id).append("\",\"session_id\":\"").append(session.value());
    text.append('"');
    place.ifPresent(
        p ->
            text.append(",\"interaction_id\":\"")
                .append(p.interaction().value())
                .append("\",\"interaction_index\":")
                .append(p.index()));
    String rest = body.text().substring(1).stripLeading();
    return new JsonValue(text.append(rest.startsWith("}") ? "" : ",").append(rest).toString());
  }
}
