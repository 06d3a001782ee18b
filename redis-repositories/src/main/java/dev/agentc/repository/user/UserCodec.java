package dev.agentc.repository.user;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** A user as the fields of a hash, and as the plan of an idempotent create. */
final class UserCodec {

  /** What is read of a user, in this order. */
  static final String[] FIELDS = {
    "uuid", "email", "first_name", "last_name", "metadata", "created_at", "updated_at", "version"
  };

  private UserCodec() {}

  /** The first version of a user. */
  static User first(NewUser user, UUID uuid, Instant createdAt) {
    return new User(
        user.id(),
        uuid,
        user.email(),
        user.firstName(),
        user.lastName(),
        user.metadata(),
        createdAt.truncatedTo(ChronoUnit.MICROS),
        Optional.empty(),
        1);
  }

  /** The fields that a create stores, beside those that its script adds. */
  static List<byte[]> fields(User user) {
    List<byte[]> fields = new ArrayList<>();
    fields.add(bytes("uuid"));
    fields.add(bytes(user.uuid().toString()));
    replaceable(user.email(), user.firstName(), user.lastName(), user.metadata())
        .forEach(
            (name, value) ->
                value.ifPresent(
                    text -> {
                      fields.add(bytes(name));
                      fields.add(bytes(text));
                    }));
    return fields;
  }

  /** For a replacement: {@code +}, name and value, or {@code -}, name and nothing. */
  static List<byte[]> replacement(NewUser user) {
    List<byte[]> fields = new ArrayList<>();
    replaceable(user.email(), user.firstName(), user.lastName(), user.metadata())
        .forEach(
            (name, value) -> {
              fields.add(bytes(value.isPresent() ? "+" : "-"));
              fields.add(bytes(name));
              fields.add(bytes(value.orElse("")));
            });
    return fields;
  }

  /** From the values of {@link #FIELDS}; empty when there is no such user. */
  static Optional<User> read(UserId id, List<Optional<byte[]>> values) {
    Optional<String> created = text(values.get(5));
    if (created.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new User(
            id,
            UUID.fromString(text(values.get(0)).orElseThrow()),
            text(values.get(1)),
            text(values.get(2)),
            text(values.get(3)),
            new JsonValue(text(values.get(4)).orElse("{}")),
            instant(created.orElseThrow()),
            text(values.get(6)).map(UserCodec::instant),
            Long.parseLong(text(values.get(7)).orElse("1"))));
  }

  static JsonValue plan(User user) {
    Map<String, Object> plan = new LinkedHashMap<>();
    plan.put("user_id", user.id().value());
    plan.put("uuid", user.uuid().toString());
    plan.put("created_at", micros(user.createdAt()));
    replaceable(user.email(), user.firstName(), user.lastName(), user.metadata())
        .forEach((name, value) -> value.ifPresent(text -> plan.put(name, text)));
    return JsonCodec.value(plan);
  }

  static User planned(JsonValue plan) {
    JsonNode node = JsonCodec.node(plan);
    return new User(
        new UserId(node.get("user_id").stringValue()),
        UUID.fromString(node.get("uuid").stringValue()),
        planned(node, "email"),
        planned(node, "first_name"),
        planned(node, "last_name"),
        new JsonValue(node.get("metadata").stringValue()),
        instant(node.get("created_at").stringValue()),
        Optional.empty(),
        1);
  }

  /** Microseconds since 1970: all the digits that a sorted set's score can hold exactly. */
  static String micros(Instant time) {
    return Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  static Instant instant(String micros) {
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Optional<String>> replaceable(
      Optional<String> email,
      Optional<String> firstName,
      Optional<String> lastName,
      JsonValue metadata) {
    Map<String, Optional<String>> fields = new LinkedHashMap<>();
    fields.put("email", email);
    fields.put("first_name", firstName);
    fields.put("last_name", lastName);
    fields.put("metadata", Optional.of(metadata.text()));
    return fields;
  }

  private static Optional<String> planned(JsonNode plan, String name) {
    return Optional.ofNullable(plan.get(name)).map(JsonNode::stringValue);
  }

  private static Optional<String> text(Optional<byte[]> value) {
    return value.map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }
}
