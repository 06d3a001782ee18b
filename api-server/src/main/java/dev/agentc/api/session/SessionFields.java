package dev.agentc.api.session;

import dev.agentc.api.FieldReader;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionPatch;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads the fields that create and patch have in common: their types, and the two spellings that
 * some have. Ranges are the repository's to check.
 *
 * @param clear what a null does; empty where nulls are ignored
 */
record SessionFields(
    BiConsumer<SessionField, String> text,
    BiConsumer<SessionField, BigDecimal> number,
    BiConsumer<SessionField, Boolean> flag,
    Consumer<List<String>> tools,
    Optional<Consumer<SessionField>> clear) {

  private static final Pattern DIGITS = Pattern.compile("0|[1-9][0-9]{0,8}");

  static SessionFields into(NewSession.Builder builder) {
    return new SessionFields(
        builder::text, builder::number, builder::flag, builder::tools, Optional.empty());
  }

  /** Nulls are ignored. */
  static SessionFields into(SessionPatch.Builder builder) {
    return new SessionFields(
        builder::text, builder::number, builder::flag, builder::tools, Optional.empty());
  }

  /** Nulls remove. */
  static SessionFields mergedInto(SessionPatch.Builder builder) {
    return new SessionFields(
        builder::text, builder::number, builder::flag, builder::tools, Optional.of(builder::clear));
  }

  void read(FieldReader in, Collection<SessionField> fields) {
    fields.forEach(field -> read(in, field));
  }

  private void read(FieldReader in, SessionField field) {
    switch (field.kind()) {
      case TEXT -> oneOf(in, field, in::text, value -> text.accept(field, value));
      case DECIMAL -> oneOf(in, field, in::number, value -> number.accept(field, value));
      case INTEGER ->
          oneOf(in, field, name -> integer(in, name), value -> number.accept(field, value));
      case FLAG -> oneOf(in, field, in::flag, value -> flag.accept(field, value));
      case TEXTS -> oneOf(in, field, in::texts, tools);
    }
  }

  private <T> void oneOf(
      FieldReader in, SessionField field, Function<String, Optional<T>> type, Consumer<T> use) {
    Set<Optional<T>> values = new LinkedHashSet<>();
    for (String name : spellings(field)) {
      if (in.isNull(name)) {
        clear.ifPresent(c -> values.add(Optional.empty()));
      } else {
        type.apply(name).ifPresent(value -> values.add(Optional.of(value)));
      }
    }
    if (values.size() > 1) {
      in.violation(
          field.key(), "must be the same as " + spellings(field).get(1) + ": was something else");
    } else {
      values.forEach(
          value ->
              value.ifPresentOrElse(use, () -> clear.ifPresent(remove -> remove.accept(field))));
    }
  }

  private static List<String> spellings(SessionField field) {
    return switch (field) {
      case TOOLS -> List.of("tools", "tool_ids");
      case EXTENDED_THINKING -> List.of("extended_thinking", "extending_thinking");
      default -> List.of(field.key());
    };
  }

  /** A number; the reasoning effort also as a string of digits, as earlier clients send it. */
  private static Optional<BigDecimal> integer(FieldReader in, String name) {
    Optional<String> digits =
        in.node(name)
            .filter(node -> name.equals(SessionField.REASONING_EFFORT.key()))
            .filter(JsonNode::isString)
            .map(JsonNode::stringValue)
            .filter(text -> DIGITS.matcher(text).matches());
    return digits.isPresent() ? digits.map(BigDecimal::new) : in.number(name);
  }
}
