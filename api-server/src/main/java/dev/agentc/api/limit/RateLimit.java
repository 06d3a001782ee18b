package dev.agentc.api.limit;

import dev.agentc.redis.config.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests of one caller: so many at once, and so many more in each period, spread evenly ({@code
 * API_RATE_LIMIT=100/1s}).
 */
public record RateLimit(long requests, Duration period) {

  private static final Pattern TEXT =
      Pattern.compile("([1-9][0-9]{0,5})/([1-9][0-9]{0,4})?(ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofDays(1);

  public static Optional<RateLimit> from(Settings settings) {
    String text = settings.text("API_RATE_LIMIT", "off");
    if (text.equalsIgnoreCase("off")) {
      return Optional.empty();
    }
    Optional<RateLimit> limit = parse(text);
    if (limit.isEmpty()) {
      settings.problem(
          "API_RATE_LIMIT must be off or requests/period up to 999999/24h, as 100/1s or 600/1m: was "
              + text);
    }
    return limit;
  }

  public static Optional<RateLimit> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long count = Long.parseLong(Optional.ofNullable(matcher.group(2)).orElse("1"));
    Duration period =
        switch (matcher.group(3)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    return period.compareTo(LONGEST) > 0
        ? Optional.empty()
        : Optional.of(new RateLimit(Long.parseLong(matcher.group(1)), period));
  }
}
