package dev.agentc.repository.session;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a session's fields may hold. Lengths count Unicode code points. */
public final class SessionRules {

  public static final int MAX_ID_LENGTH = 128;
  public static final int MAX_NAME_LENGTH = 200;
  public static final int MAX_CUSTOM_PROMPT_LENGTH = 100_000;
  public static final int MAX_TOOLS = 256;
  public static final int MAX_TOOL_LENGTH = 128;

  /** Of all keys (as UTF-8) and values (as JSON) together, in bytes. */
  public static final int MAX_METADATA_BYTES = 64 * 1024;

  public static final Duration MIN_TTL = Duration.ofSeconds(60);
  public static final Duration MAX_TTL = Duration.ofDays(365);

  /** Names that {@code GET .../meta} adds itself, so that metadata must not use them. */
  public static final Set<String> RESERVED_METADATA_KEYS =
      Set.of("created_at", "updated_at", "last_activity", "is_active");

  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private SessionRules() {}

  /** Of one entry, as {@link #MAX_METADATA_BYTES} counts. */
  public static int metadataBytes(String key, JsonValue value) {
    return key.getBytes(StandardCharsets.UTF_8).length + value.utf8().length;
  }

  static Optional<Violation> id(String id) {
    return SessionId.parse(id).isPresent()
        ? Optional.empty()
        : violation("id", "must be a slug of 2 to 4 lower-case words", shown(id));
  }

  static Optional<Violation> text(SessionField field, String value) {
    return switch (field) {
      case NAME -> length(field, value, 0, MAX_NAME_LENGTH);
      case CUSTOM_PROMPT -> length(field, value, 0, MAX_CUSTOM_PROMPT_LENGTH);
      case AGENT_INTERNAL_ID -> length(field, value, 0, MAX_ID_LENGTH);
      case USER_ID ->
          UserId.parse(value).isPresent()
              ? Optional.empty()
              : violation(
                  field.key(),
                  "must be 1 to 128 letters, digits or any of _.@:+- and not . or ..",
                  shown(value));
      default -> length(field, value, 1, MAX_ID_LENGTH);
    };
  }

  static Optional<Violation> number(SessionField field, BigDecimal value) {
    return switch (field) {
      case TEMPERATURE ->
          between(value, BigDecimal.ONE)
              ? Optional.empty()
              : violation(field.key(), "must be between 0.0 and 1.0", shown(value));
      case REASONING_EFFORT -> integer(field.key(), value, BigDecimal.TEN);
      default -> integer(field.key(), value, MAX_LONG);
    };
  }

  static Optional<Violation> tools(List<String> tools) {
    if (tools.size() > MAX_TOOLS) {
      return violation("tools", "must be at most " + MAX_TOOLS, Integer.toString(tools.size()));
    }
    return tools.stream()
        .filter(tool -> codePoints(tool) > MAX_TOOL_LENGTH)
        .findFirst()
        .flatMap(
            tool ->
                violation(
                    "tools",
                    "must each be at most " + MAX_TOOL_LENGTH + " characters",
                    Integer.toString(codePoints(tool))));
  }

  static Optional<Violation> ttlSeconds(BigDecimal seconds) {
    boolean valid =
        isInteger(seconds)
            && seconds.compareTo(BigDecimal.valueOf(MIN_TTL.toSeconds())) >= 0
            && seconds.compareTo(BigDecimal.valueOf(MAX_TTL.toSeconds())) <= 0;
    return valid
        ? Optional.empty()
        : violation(
            "ttl_seconds",
            "must be an integer between " + MIN_TTL.toSeconds() + " and " + MAX_TTL.toSeconds(),
            shown(seconds));
  }

  static Optional<Violation> metadataSize(long bytes) {
    return bytes <= MAX_METADATA_BYTES
        ? Optional.empty()
        : violation(
            "metadata",
            "must be at most " + MAX_METADATA_BYTES + " bytes in all",
            Long.toString(bytes));
  }

  static long metadataBytes(Map<String, JsonValue> metadata) {
    return metadata.entrySet().stream()
        .mapToLong(entry -> metadataBytes(entry.getKey(), entry.getValue()))
        .sum();
  }

  private static Optional<Violation> integer(String field, BigDecimal value, BigDecimal max) {
    return between(value, max) && isInteger(value)
        ? Optional.empty()
        : violation(field, "must be an integer between 0 and " + max.toPlainString(), shown(value));
  }

  private static boolean between(BigDecimal value, BigDecimal max) {
    return value.signum() >= 0 && value.compareTo(max) <= 0;
  }

  private static boolean isInteger(BigDecimal value) {
    return value.signum() == 0 || value.stripTrailingZeros().scale() <= 0;
  }

  private static Optional<Violation> length(SessionField field, String value, int min, int max) {
    int length = codePoints(value);
    String rule = min == 0 ? "must be at most " + max : "must be between " + min + " and " + max;
    return length >= min && length <= max
        ? Optional.empty()
        : violation(field.key(), rule + " characters", Integer.toString(length));
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static Optional<Violation> violation(String field, String rule, String seen) {
    return Optional.of(new Violation(field, rule + ": was " + seen));
  }

  /** Enough to recognise it; what a caller sent may be a megabyte. */
  private static String shown(Object value) {
    String text = value.toString();
    int most = 100;
    return codePoints(text) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most)) + "...";
  }
}
