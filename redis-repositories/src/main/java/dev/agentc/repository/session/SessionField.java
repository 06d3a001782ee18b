package dev.agentc.repository.session;

import java.util.Arrays;
import java.util.Optional;

/** A field of a session that a caller sets, under the name that the API and the storage share. */
public enum SessionField {
  MODEL_ID("model_id", Kind.TEXT),
  PERSONA_ID("persona_id", Kind.TEXT),
  NAME("name", Kind.TEXT),
  USER_ID("user_id", Kind.TEXT),
  AGENT_INTERNAL_ID("agent_internal_id", Kind.TEXT),
  TOOLS("tools", Kind.TEXTS),
  TEMPERATURE("temperature", Kind.DECIMAL),
  REASONING_EFFORT("reasoning_effort", Kind.INTEGER),
  EXTENDED_THINKING("extended_thinking", Kind.FLAG),
  BUDGET_TOKENS("budget_tokens", Kind.INTEGER),
  MAX_TOKENS("max_tokens", Kind.INTEGER),
  CUSTOM_PROMPT("custom_prompt", Kind.TEXT),
  IS_ACTIVE("is_active", Kind.FLAG);

  /** What a field holds. */
  public enum Kind {
    TEXT,
    TEXTS,
    DECIMAL,
    INTEGER,
    FLAG
  }

  private final String key;
  private final Kind kind;

  SessionField(String key, Kind kind) {
    this.key = key;
    this.kind = kind;
  }

  /** The name in JSON and in the hash of the session. */
  public String key() {
    return key;
  }

  public Kind kind() {
    return kind;
  }

  /** The field of that name, if it is one. */
  public static Optional<SessionField> named(String key) {
    return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
  }

  /** What the session has when nobody said otherwise; empty for a field that it then lacks. */
  Optional<String> fallback(SessionId id) {
    return switch (this) {
      case PERSONA_ID -> Optional.of("default");
      case NAME -> Optional.of("Session " + id.value());
      case TOOLS -> Optional.of("[]");
      case EXTENDED_THINKING -> Optional.of("false");
      case IS_ACTIVE -> Optional.of("true");
      default -> Optional.empty();
    };
  }
}
