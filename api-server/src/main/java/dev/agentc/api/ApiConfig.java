package dev.agentc.api;

import dev.agentc.redis.config.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The HTTP side of the settings.
 *
 * @param port 0 for any free one
 * @param sessionsEnabled false: session, user and chat endpoints answer 503 ({@code
 *     USE_REDIS_SESSIONS})
 * @param shutdown how it goes down ({@code API_SHUTDOWN_NOTICE}, {@code API_SHUTDOWN_TIMEOUT})
 * @param debug which of {@code /debug/*} are there ({@code DEBUG_ENDPOINTS})
 * @param access who may call
 */
record ApiConfig(
    String host,
    int port,
    ServerLimits limits,
    boolean sessionsEnabled,
    Shutdown shutdown,
    DebugMode debug,
    AccessConfig access) {

  /** With {@link DebugMode#AUTO}, for anybody. */
  ApiConfig(
      String host, int port, ServerLimits limits, boolean sessionsEnabled, Shutdown shutdown) {
    this(host, port, limits, sessionsEnabled, shutdown, DebugMode.AUTO, AccessConfig.open());
  }

  public static final int DEFAULT_PORT = 8000;
  public static final String LOOPBACK = "127.0.0.1";
  private static final String ANY_ADDRESS = "0.0.0.0";

  private static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(10);
  private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,8})\\s*(B|KIB|MIB)?");
  private static final int SMALLEST_BODY = 1024;
  private static final int LARGEST_BODY = 64 * 1024 * 1024;

  /** Reads {@code API_...} and {@code AGENT_C_API_...}; the caller finishes. */
  public static ApiConfig from(Settings settings) {
    AccessConfig access = AccessConfig.from(settings);
    ServerLimits limits =
        ServerLimits.of(
            maxBody(settings),
            settings.seconds(
                "API_REQUEST_TIMEOUT",
                ServerLimits.DEFAULT_REQUEST_TIMEOUT,
                Duration.ofMillis(100),
                Duration.ofMinutes(10)));
    return new ApiConfig(
        settings.text("AGENT_C_API_HOST", access.authenticates() ? ANY_ADDRESS : LOOPBACK),
        settings.integer("AGENT_C_API_PORT", DEFAULT_PORT, 0, 65_535),
        limits,
        settings.flag("USE_REDIS_SESSIONS", true),
        shutdown(settings),
        settings.choice("DEBUG_ENDPOINTS", DebugMode.AUTO),
        access);
  }

  /** Whether others than this machine can reach it, and nobody asks them who they are. */
  boolean isOpen() {
    return !access.authenticates() && isPublic();
  }

  /** Whether others than this machine can reach it; yes, when in doubt. */
  public boolean isPublic() {
    try {
      return !InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return true;
    }
  }

  private static Shutdown shutdown(Settings settings) {
    Duration limit =
        settings.seconds(
            "API_SHUTDOWN_TIMEOUT",
            DEFAULT_SHUTDOWN_TIMEOUT,
            Duration.ofMillis(100),
            Duration.ofMinutes(10));
    Duration notice =
        settings.seconds(
            "API_SHUTDOWN_NOTICE",
            Shutdown.defaultNotice(limit),
            Duration.ZERO,
            Shutdown.longestNotice(limit));
    return new Shutdown(notice, limit);
  }

  private static int maxBody(Settings settings) {
    String text = settings.text("API_MAX_BODY", "1MiB");
    long bytes = bytes(text);
    if (bytes < SMALLEST_BODY || bytes > LARGEST_BODY) {
      settings.problem(
          "API_MAX_BODY must be from 1KiB to 64MiB, in bytes or with KiB or MiB: was " + text);
      return ServerLimits.DEFAULT_MAX_BODY;
    }
    return (int) bytes;
  }

  private static long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      return -1;
    }
    String unit = Optional.ofNullable(matcher.group(2)).orElse("B");
    long factor = unit.equals("MIB") ? 1024L * 1024 : unit.equals("KIB") ? 1024 : 1;
    return Long.parseLong(matcher.group(1)) * factor;
  }
}
