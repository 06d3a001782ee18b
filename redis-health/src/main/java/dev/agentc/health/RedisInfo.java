package dev.agentc.health;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reply to INFO. Servers differ in what they tell, so every field may be missing. */
final class RedisInfo {

  private final Map<String, String> fields;

  private RedisInfo(Map<String, String> fields) {
    this.fields = fields;
  }

  static RedisInfo of(Map<String, String> fields) {
    return new RedisInfo(Map.copyOf(fields));
  }

  /** Lines {@code name:value}; headings, empty lines and anything else are passed over. */
  static RedisInfo parse(String reply) {
    Map<String, String> fields = new HashMap<>();
    reply
        .lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
              }
            });
    return new RedisInfo(fields);
  }

  Optional<String> text(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  @Nullable String textOrNull(String name) {
    return fields.get(name);
  }

  /** Empty also when it is no whole number. */
  Optional<Long> number(String name) {
    return text(name).flatMap(RedisInfo::parseNumber);
  }

  @Nullable Long numberOrNull(String name) {
    return number(name).orElse(null);
  }

  /** Zero when it is missing. */
  long count(String name) {
    return number(name).orElse(0L);
  }

  /** Whether the field is there and has another value. */
  boolean differs(String name, String expected) {
    return text(name).filter(value -> !value.equals(expected)).isPresent();
  }

  /** {@code redis}, which is the one that does not say it, or {@code valkey}; none in no INFO. */
  Optional<String> server() {
    return text("server_name")
        .filter(name -> !name.isEmpty())
        .or(() -> text("redis_version").map(isTold -> "redis"));
  }

  /** Of that server: Valkey's {@code redis_version} is that of the Redis it stands in for. */
  Optional<String> version() {
    return server().flatMap(name -> text(name + "_version")).or(() -> text("redis_version"));
  }

  /** {@code standalone}, {@code sentinel} or {@code cluster}; Valkey 8 calls it otherwise. */
  Optional<String> mode() {
    return text("redis_mode").or(() -> text("server_mode"));
  }

  /** {@code master} or {@code replica}. */
  Optional<String> role() {
    return text("role").map(role -> role.equals("slave") ? "replica" : role);
  }

  private static Optional<Long> parseNumber(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException notWhole) {
      return Optional.empty();
    }
  }
}
