package dev.agentc.repository.session;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session as it is stored: its hash and the hash of its metadata. Both repositories keep this, so
 * that both treat a value alike.
 */
record StoredSession(SortedMap<String, String> fields, SortedMap<String, JsonValue> metadata) {

  static final String CREATED_AT = "created_at";
  static final String UPDATED_AT = "updated_at";
  static final String LAST_ACTIVITY = "last_activity";
  static final String EXPIRES_AT = "expires_at";
  static final String TTL = "ttl";
  static final String VERSION = "version";
  static final String MESSAGE_COUNT = "message_count";

  StoredSession {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** From the replies of two HGETALL. */
  static StoredSession of(Object fields, Object metadata) {
    SortedMap<String, String> texts = new TreeMap<>();
    Replies.map(fields).forEach((name, value) -> texts.put(name, Replies.text(value)));
    SortedMap<String, JsonValue> values = new TreeMap<>();
    Replies.map(metadata).forEach((key, value) -> values.put(key, JsonValue.stored(value)));
    return new StoredSession(texts, values);
  }

  /** What a create stores. */
  static StoredSession first(NewSession session, SessionId id, Instant now, Duration defaultTtl) {
    SortedMap<String, String> fields = new TreeMap<>();
    for (SessionField field : SessionField.values()) {
      Optional.ofNullable(session.fields().get(field))
          .or(() -> field.fallback(id))
          .ifPresent(value -> fields.put(field.key(), value));
    }
    Duration ttl = session.ttl().orElse(defaultTtl);
    String created = Long.toString(micros(now));
    fields.put(CREATED_AT, created);
    fields.put(UPDATED_AT, created);
    fields.put(LAST_ACTIVITY, created);
    fields.put(EXPIRES_AT, Long.toString(now.plus(ttl).toEpochMilli()));
    fields.put(TTL, Long.toString(ttl.toMillis()));
    fields.put(VERSION, "1");
    fields.put(MESSAGE_COUNT, "0");
    return new StoredSession(fields, session.metadata());
  }

  /** The fields that callers set, without times and counts. */
  Map<String, String> ownFields() {
    Map<String, String> own = new LinkedHashMap<>();
    for (SessionField field : SessionField.values()) {
      field(field).ifPresent(value -> own.put(field.key(), value));
    }
    return own;
  }

  StoredSession with(String name, String value) {
    return with(Map.of(name, value));
  }

  StoredSession with(Map<String, String> changed) {
    SortedMap<String, String> copy = new TreeMap<>(fields);
    copy.putAll(changed);
    return new StoredSession(copy, metadata);
  }

  String required(String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalStateException("a stored session must have " + name);
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(required(name));
  }

  Optional<String> field(SessionField field) {
    return Optional.ofNullable(fields.get(field.key()));
  }

  Optional<UserId> userId() {
    return field(SessionField.USER_ID).map(UserId::new);
  }

  Session session(SessionId id) {
    return new Session(
        id,
        required(SessionField.MODEL_ID.key()),
        required(SessionField.PERSONA_ID.key()),
        required(SessionField.NAME.key()),
        userId(),
        instant(number(CREATED_AT)),
        instant(number(UPDATED_AT)),
        instant(number(LAST_ACTIVITY)),
        Instant.ofEpochMilli(number(EXPIRES_AT)),
        flag(SessionField.IS_ACTIVE),
        field(SessionField.AGENT_INTERNAL_ID),
        tools(),
        field(SessionField.TEMPERATURE).map(BigDecimal::new),
        field(SessionField.REASONING_EFFORT).map(Integer::valueOf),
        flag(SessionField.EXTENDED_THINKING),
        field(SessionField.BUDGET_TOKENS).map(Long::valueOf),
        field(SessionField.MAX_TOKENS).map(Long::valueOf),
        field(SessionField.CUSTOM_PROMPT),
        metadata,
        number(MESSAGE_COUNT),
        number(VERSION));
  }

  /** As the plan of an idempotent create: lossless, metadata values as texts. */
  JsonValue plan(SessionId id) {
    Map<String, String> texts = new TreeMap<>();
    metadata.forEach((key, value) -> texts.put(key, value.text()));
    return JsonCodec.value(Map.of("id", id.value(), "fields", fields, "metadata", texts));
  }

  static StoredSession planned(JsonValue plan) {
    var node = JsonCodec.node(plan);
    SortedMap<String, String> fields = new TreeMap<>();
    node.get("fields")
        .properties()
        .forEach(e -> fields.put(e.getKey(), e.getValue().stringValue()));
    SortedMap<String, JsonValue> metadata = new TreeMap<>();
    node.get("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), new JsonValue(e.getValue().stringValue())));
    return new StoredSession(fields, metadata);
  }

  static SessionId plannedId(JsonValue plan) {
    return new SessionId(JsonCodec.node(plan).get("id").stringValue());
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private boolean flag(SessionField field) {
    return required(field.key()).equals("true");
  }

  private List<String> tools() {
    return JsonCodec.node(new JsonValue(required(SessionField.TOOLS.key()))).values().stream()
        .map(node -> node.stringValue())
        .toList();
  }
}
