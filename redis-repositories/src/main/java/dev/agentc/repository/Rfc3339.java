package dev.agentc.repository;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Times as RFC 3339 writes them: date, time with seconds, and an offset or {@code Z}. Java's ISO
 * parser alone would also take texts without seconds, with week-long offsets or with a sign before
 * the year.
 */
public final class Rfc3339 {

  private static final Pattern SHAPE =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt ]\\d{2}:\\d{2}:\\d{2}(?:\\.\\d+)?(?:[Zz]|[+-]\\d{2}:\\d{2})");

  /** Java keeps nanoseconds; digits behind them are cut, not refused. */
  private static final Pattern FINER = Pattern.compile("(\\.\\d{9})\\d+");

  private Rfc3339() {}

  /** Empty for anything else. A leap second counts as the second before it. */
  public static Optional<Instant> parse(String text) {
    if (text.length() > 64 || !SHAPE.matcher(text).matches()) {
      return Optional.empty();
    }
    String iso = FINER.matcher(text.toUpperCase(Locale.ROOT)).replaceFirst("$1").replace(' ', 'T');
    boolean leap = iso.startsWith(":60", 16);
    try {
      Instant time =
          OffsetDateTime.parse(leap ? iso.substring(0, 16) + ":59" + iso.substring(19) : iso)
              .toInstant();
      return Optional.of(time);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
