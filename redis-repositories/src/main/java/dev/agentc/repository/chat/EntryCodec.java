package dev.agentc.repository.chat;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Rfc3339;
import dev.agentc.repository.Violation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * From what a caller sent to what is stored: checks the rules of a message or tool call, keeps the
 * caller's {@code id} as {@code client_id}, takes out the other names that the server sets, and
 * dates what has no {@code timestamp}. Everything else stays as it is.
 */
public final class EntryCodec {

  private static final Set<String> SERVER_SET =
      Set.of("session_id", "interaction_id", "interaction_index");
  private static final int MAX_ROLE = 64;
  private static final int MAX_NAME = 200;

  private EntryCodec() {}

  /** For one entry from plain Java; throws {@link InvalidValue} with all that is wrong. */
  public static NewEntry read(EntryKind kind, JsonValue sent, Instant now) {
    List<Violation> violations = new ArrayList<>();
    Optional<NewEntry> entry = read(kind, JsonCodec.node(sent), "", now, violations);
    return entry.orElseThrow(() -> new InvalidValue(violations));
  }

  /**
   * For one of many.
   *
   * @param path before the names of fields in violations, such as {@code messages[3]}; may be empty
   * @param violations gets everything that is wrong
   * @return empty when something is
   */
  public static Optional<NewEntry> read(
      EntryKind kind, JsonNode sent, String path, Instant now, List<Violation> violations) {
    if (!(sent instanceof ObjectNode object)) {
      violations.add(new Violation(path.isEmpty() ? "body" : path, "must be an object"));
      return Optional.empty();
    }
    int before = violations.size();
    switch (kind) {
      case MESSAGE -> checkText(object, "role", MAX_ROLE, path, violations);
      case TOOL_CALL -> checkText(object, "name", MAX_NAME, path, violations);
    }
    checkTimestamp(object, path, violations);
    return violations.size() > before
        ? Optional.empty()
        : Optional.of(new NewEntry(JsonCodec.value((JsonNode) stored(object, now))));
  }

  private static ObjectNode stored(ObjectNode sent, Instant now) {
    ObjectNode body = sent.objectNode();
    for (Map.Entry<String, JsonNode> field : sent.properties()) {
      String name = field.getKey();
      if (name.equals("id")) {
        body.set("client_id", field.getValue());
      } else if (!SERVER_SET.contains(name) && !(name.equals("client_id") && sent.has("id"))) {
        body.set(name, field.getValue());
      }
    }
    if (!body.has("timestamp")) {
      body.put("timestamp", text(now));
    }
    return body;
  }

  /** Always with three digits, as all of the API's times. */
  private static String text(Instant time) {
    String text = time.truncatedTo(ChronoUnit.MILLIS).toString();
    return text.length() == "2026-01-31T12:00:00Z".length() ? text.replace("Z", ".000Z") : text;
  }

  private static void checkText(
      ObjectNode sent, String name, int most, String path, List<Violation> violations) {
    JsonNode value = sent.get(name);
    String field = field(path, name);
    if (value == null) {
      violations.add(new Violation(field, "is required"));
    } else if (!value.isString()) {
      violations.add(new Violation(field, "must be a string"));
    } else {
      String text = value.stringValue();
      int length = text.codePointCount(0, text.length());
      if (length < 1 || length > most) {
        violations.add(
            new Violation(
                field, "must have 1 to " + most + " characters: was " + length + " characters"));
      }
    }
  }

  private static void checkTimestamp(ObjectNode sent, String path, List<Violation> violations) {
    JsonNode value = sent.get("timestamp");
    if (value != null && !(value.isString() && Rfc3339.parse(value.stringValue()).isPresent())) {
      violations.add(
          new Violation(
              field(path, "timestamp"), "must be an RFC 3339 time such as 2026-01-31T12:00:00Z"));
    }
  }

  private static String field(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
