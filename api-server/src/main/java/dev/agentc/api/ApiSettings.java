package dev.agentc.api;

import dev.agentc.redis.config.Settings;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what concerns HTTP and logging from the settings; the caller finishes them. */
final class ApiSettings {

  private static final Pattern SIZE =
      Pattern.compile("(\\d{1,10})\\s*(b|kib|mib)?", Pattern.CASE_INSENSITIVE);
  private static final int SMALLEST_BODY = 1024;
  private static final int LARGEST_BODY = 64 * 1024 * 1024;
  private static final Duration DEFAULT_SHUTDOWN = Duration.ofSeconds(10);

  private ApiSettings() {}

  private enum Auth {
    NONE,
    API_KEY,
    JWT
  }

  private enum LogFormat {
    TEXT,
    JSON
  }

  private enum LogLevel {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  private enum DebugEndpoints {
    AUTO,
    ON,
    OFF
  }

  static ApiConfig read(Settings settings, boolean sessionsEnabled) {
    refuseWhatIsNotThere(settings);
    return new ApiConfig(
        settings.text("AGENT_C_API_HOST", ApiConfig.LOOPBACK),
        settings.integer("AGENT_C_API_PORT", ApiConfig.DEFAULT_PORT, 0, 65_535),
        ServerLimits.of(
            maxBody(settings),
            settings.seconds(
                "API_REQUEST_TIMEOUT",
                ServerLimits.DEFAULT_REQUEST_TIMEOUT,
                Duration.ofMillis(100),
                Duration.ofMinutes(10))),
        sessionsEnabled,
        settings.seconds(
            "API_SHUTDOWN_TIMEOUT",
            DEFAULT_SHUTDOWN,
            Duration.ofMillis(100),
            Duration.ofMinutes(10)));
  }

  /** Logback reads these two before the first line is logged. */
  static void readLogging(Settings settings) {
    LogFormat format = settings.choice("LOG_FORMAT", LogFormat.TEXT);
    LogLevel level = settings.choice("LOG_LEVEL", LogLevel.INFO);
    System.setProperty("LOG_FORMAT", format.name().toLowerCase(Locale.ROOT));
    System.setProperty("LOG_LEVEL", level.name());
  }

  /** To run open although a lock was asked for would be worse than not to run. */
  private static void refuseWhatIsNotThere(Settings settings) {
    if (settings.choice("API_AUTH", Auth.NONE) != Auth.NONE) {
      settings.problem("API_AUTH must be none: this version does not authenticate callers yet");
    }
    if (!settings.text("API_RATE_LIMIT", "off").equals("off")) {
      settings.problem("API_RATE_LIMIT must be off: this version does not limit rates yet");
    }
    for (String name :
        new String[] {
          "API_KEYS_FILE", "API_JWT_JWKS", "API_JWT_ISSUER", "API_JWT_AUDIENCE", "API_ALLOWED_HOSTS"
        }) {
      if (settings.text(name).isPresent()) {
        settings.warning(name + " has no effect in this version");
      }
    }
    settings.choice("DEBUG_ENDPOINTS", DebugEndpoints.AUTO);
  }

  private static int maxBody(Settings settings) {
    String text = settings.text("API_MAX_BODY", "1MiB");
    Matcher matcher = SIZE.matcher(text);
    long bytes = -1;
    if (matcher.matches()) {
      String unit = matcher.group(2) == null ? "b" : matcher.group(2).toLowerCase(Locale.ROOT);
      bytes = Long.parseLong(matcher.group(1)) * factor(unit);
    }
    if (bytes < SMALLEST_BODY || bytes > LARGEST_BODY) {
      settings.problem(
          "API_MAX_BODY must be a number of bytes, KiB or MiB from 1KiB to 64MiB: was " + text);
      return ServerLimits.DEFAULT_MAX_BODY;
    }
    return (int) bytes;
  }

  private static long factor(String unit) {
    return switch (unit) {
      case "kib" -> 1024;
      case "mib" -> 1024 * 1024;
      default -> 1;
    };
  }
}
