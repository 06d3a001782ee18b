package dev.agentc.api.chat;

import dev.agentc.api.JsonOut;
import dev.agentc.repository.chat.Entry;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.Interaction;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.InteractionReceipt;
import dev.agentc.repository.chat.SessionMetadata;
import dev.agentc.repository.session.SessionId;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** How chats are shown. Stored JSON is passed on as text: it is neither parsed nor changed. */
final class ChatJson {

  /** Most that the server's own fields take; an interaction's id may be longer. */
  private static final long ADDED_TO_AN_ENTRY = 200;

  private ChatJson() {}

  static void entry(JsonGenerator out, SessionId session, Entry entry) {
    out.writeRawValue(entry.json(session).text());
  }

  static void entries(JsonGenerator out, SessionId session, List<Entry> entries) {
    out.writeStartArray();
    entries.forEach(entry -> entry(out, session, entry));
    out.writeEndArray();
  }

  /** About how many characters these will be. */
  static long size(List<Entry> entries) {
    return entries.stream().mapToLong(ChatJson::size).sum();
  }

  static long size(Entry entry) {
    return entry.body().text().length() + ADDED_TO_AN_ENTRY;
  }

  static void interaction(JsonGenerator out, SessionId session, Interaction interaction) {
    out.writeStartObject();
    out.writeStringProperty("id", interaction.id().value());
    JsonOut.time(out, "timestamp", interaction.timestamp());
    out.writeName("messages");
    entries(out, session, interaction.messages());
    out.writeName("tool_calls");
    entries(out, session, interaction.toolCalls());
    out.writeObjectPropertyStart("metadata");
    out.writeNumberProperty("message_count", interaction.messageCount());
    out.writeNumberProperty("tool_call_count", interaction.toolCallCount());
    out.writeEndObject();
    out.writeEndObject();
  }

  static void interactionIds(JsonGenerator out, List<InteractionId> ids) {
    out.writeStartArray();
    ids.forEach(id -> out.writeString(id.value()));
    out.writeEndArray();
  }

  static void receipt(JsonGenerator out, InteractionReceipt receipt) {
    out.writeStartObject();
    out.writeStringProperty("status", "success");
    out.writeStringProperty("message", "Interaction added to session");
    out.writeStringProperty("interaction_id", receipt.id().value());
    ids(out, "message_ids", receipt.messageIds());
    ids(out, "tool_call_ids", receipt.toolCallIds());
    out.writeEndObject();
  }

  /** The values themselves; no key of a session's own metadata has one of the four names. */
  static void ownMetadata(JsonGenerator out, SessionMetadata metadata) {
    out.writeStartObject();
    metadata.values().forEach((key, value) -> JsonOut.value(out, key, value));
    JsonOut.time(out, "created_at", metadata.createdAt());
    JsonOut.time(out, "updated_at", metadata.updatedAt());
    JsonOut.time(out, "last_activity", metadata.lastActivity());
    out.writeBooleanProperty("is_active", metadata.active());
    out.writeEndObject();
  }

  static void managedMetadata(JsonGenerator out, SessionMetadata metadata) {
    out.writeStartObject();
    metadata.values().forEach((key, value) -> JsonOut.value(out, key, value));
    out.writeEndObject();
  }

  private static void ids(JsonGenerator out, String name, List<EntryId> ids) {
    JsonOut.texts(out, name, ids.stream().map(EntryId::toString).toList());
  }
}
