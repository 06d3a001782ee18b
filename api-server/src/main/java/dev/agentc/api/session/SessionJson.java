package dev.agentc.api.session;

import dev.agentc.api.JsonOut;
import dev.agentc.api.Reply;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionSummary;
import dev.agentc.repository.user.UserId;
import tools.jackson.core.JsonGenerator;

/** How sessions are shown. */
final class SessionJson {

  private SessionJson() {}

  /** The session with the tag of its version. */
  static Reply reply(int status, Session session) {
    return Reply.json(status, out -> write(out, session)).withETag(session.version());
  }

  static void write(JsonGenerator out, Session session) {
    out.writeStartObject();
    head(out, session.summary());
    JsonOut.text(out, "agent_internal_id", session.agentInternalId());
    JsonOut.texts(out, "tools", session.tools());
    JsonOut.texts(out, "tool_ids", session.tools());
    JsonOut.decimal(out, "temperature", session.temperature());
    JsonOut.integer(out, "reasoning_effort", session.reasoningEffort());
    out.writeBooleanProperty("extended_thinking", session.extendedThinking());
    JsonOut.integer(out, "budget_tokens", session.budgetTokens());
    JsonOut.integer(out, "max_tokens", session.maxTokens());
    JsonOut.text(out, "custom_prompt", session.customPrompt());
    JsonOut.members(out, "metadata", session.metadata());
    out.writeNumberProperty("message_count", session.messageCount());
    out.writeNumberProperty("version", session.version());
    out.writeEndObject();
  }

  static void write(JsonGenerator out, SessionSummary summary) {
    out.writeStartObject();
    head(out, summary);
    out.writeNumberProperty("message_count", summary.messageCount());
    out.writeEndObject();
  }

  private static void head(JsonGenerator out, SessionSummary summary) {
    out.writeStringProperty("id", summary.id().value());
    out.writeStringProperty("model_id", summary.modelId());
    out.writeStringProperty("persona_id", summary.personaId());
    out.writeStringProperty("name", summary.name());
    JsonOut.text(out, "user_id", summary.userId().map(UserId::value));
    JsonOut.time(out, "created_at", summary.createdAt());
    JsonOut.time(out, "updated_at", summary.updatedAt());
    JsonOut.time(out, "last_activity", summary.lastActivity());
    JsonOut.time(out, "expires_at", summary.expiresAt());
    out.writeBooleanProperty("is_active", summary.active());
  }
}
