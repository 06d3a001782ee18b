package dev.agentc.api.session;

import dev.agentc.api.Reply;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionChange;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionPatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** A session's agent configuration, and what a patch did to it. */
final class AgentJson {

  private AgentJson() {}

  static void write(JsonGenerator out, Session session) {
    out.writeStartObject();
    for (SessionField field : SessionBodies.AGENT_FIELDS) {
      raw(out, field.key(), text(session, field));
    }
    out.writeEndObject();
  }

  static Reply.JsonBody changes(SessionPatch patch, SessionChange change) {
    List<SessionField> applied = new ArrayList<>();
    List<SessionField> skipped = new ArrayList<>();
    for (SessionField field : patch.fields().keySet()) {
      boolean same = text(change.before(), field).equals(text(change.after(), field));
      (same ? skipped : applied).add(field);
    }
    return out -> {
      out.writeStartObject();
      out.writeName("agent_config");
      write(out, change.after());
      out.writeObjectPropertyStart("changes_applied");
      applied.forEach(field -> fromTo(out, field, change));
      out.writeEndObject();
      out.writeObjectPropertyStart("changes_skipped");
      skipped.forEach(field -> out.writeStringProperty(field.key(), "unchanged"));
      out.writeEndObject();
      out.writeEndObject();
    };
  }

  private static void fromTo(JsonGenerator out, SessionField field, SessionChange change) {
    out.writeObjectPropertyStart(field.key());
    raw(out, "from", text(change.before(), field));
    raw(out, "to", text(change.after(), field));
    out.writeEndObject();
  }

  private static void raw(JsonGenerator out, String name, String json) {
    out.writeName(name);
    out.writeRawValue(json);
  }

  /** As JSON. */
  private static String text(Session session, SessionField field) {
    return switch (field) {
      case MODEL_ID -> JsonCodec.value((Object) session.modelId()).text();
      case PERSONA_ID -> JsonCodec.value((Object) session.personaId()).text();
      case TOOLS -> JsonCodec.value(session.tools()).text();
      case CUSTOM_PROMPT ->
          session.customPrompt().map(text -> JsonCodec.value((Object) text).text()).orElse("null");
      case TEMPERATURE -> number(session.temperature());
      case REASONING_EFFORT -> number(session.reasoningEffort());
      case BUDGET_TOKENS -> number(session.budgetTokens());
      case MAX_TOKENS -> number(session.maxTokens());
      default -> throw new IllegalArgumentException("not of the agent: " + field);
    };
  }

  private static String number(Optional<? extends Number> value) {
    return value.map(Number::toString).orElse("null");
  }
}
