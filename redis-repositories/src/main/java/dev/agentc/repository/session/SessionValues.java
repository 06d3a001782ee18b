package dev.agentc.repository.session;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.Violation;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Collects fields in their stored text, and every rule that they break, for the builders of {@link
 * NewSession} and {@link SessionPatch}. An empty value removes the field.
 */
final class SessionValues {

  private final Map<SessionField, Optional<String>> fields = new EnumMap<>(SessionField.class);
  private final List<Violation> violations = new ArrayList<>();

  void text(SessionField field, String value) {
    require(field, SessionField.Kind.TEXT);
    put(field, value, SessionRules.text(field, value));
  }

  void number(SessionField field, BigDecimal value) {
    if (field.kind() != SessionField.Kind.DECIMAL) {
      require(field, SessionField.Kind.INTEGER);
    }
    Optional<Violation> violation = SessionRules.number(field, value);
    // Only a value in range is spelled out: 1E+1000000000 has as many digits.
    put(field, violation.isPresent() ? "" : canonical(field, value), violation);
  }

  void flag(SessionField field, boolean value) {
    require(field, SessionField.Kind.FLAG);
    fields.put(field, Optional.of(Boolean.toString(value)));
  }

  void tools(List<String> tools) {
    put(SessionField.TOOLS, JsonCodec.value(tools).text(), SessionRules.tools(tools));
  }

  void clear(SessionField field) {
    if (field == SessionField.MODEL_ID) {
      violations.add(new Violation(field.key(), "must not be null"));
    }
    fields.put(field, Optional.empty());
  }

  void refuse(Optional<Violation> violation) {
    violation.ifPresent(violations::add);
  }

  Map<SessionField, Optional<String>> fields() {
    return fields;
  }

  List<Violation> violations() {
    return violations;
  }

  private void put(SessionField field, String value, Optional<Violation> violation) {
    refuse(violation);
    fields.put(field, Optional.of(value));
  }

  private static String canonical(SessionField field, BigDecimal value) {
    return field.kind() == SessionField.Kind.INTEGER
        ? Long.toString(value.longValueExact())
        : value.stripTrailingZeros().toString();
  }

  private static void require(SessionField field, SessionField.Kind kind) {
    if (field.kind() != kind) {
      throw new IllegalArgumentException(field.key() + " holds " + field.kind() + ": was " + kind);
    }
  }
}
