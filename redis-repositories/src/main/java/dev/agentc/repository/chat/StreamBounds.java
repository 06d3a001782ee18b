package dev.agentc.repository.chat;

import java.time.Instant;

/** Bounds as XRANGE writes them. */
final class StreamBounds {

  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private StreamBounds() {}

  /** A time goes out as its millisecond alone, which Redis takes for the first id of it. */
  static String lower(EntryBound bound) {
    return bound instanceof EntryBound.Time at
        ? Long.toString(lowerMillis(at.time()))
        : other(bound, "-");
  }

  /** A time goes out as its millisecond alone, which Redis takes for the last id of it. */
  static String upper(EntryBound bound) {
    return bound instanceof EntryBound.Time at
        ? Long.toString(upperMillis(at.time()))
        : other(bound, "+");
  }

  /** The first millisecond that is not before {@code time}. */
  static long lowerMillis(Instant time) {
    return upperMillis(time.isAfter(LATEST) ? LATEST : time.plusNanos(999_999));
  }

  /** The last millisecond that is not after {@code time}; nothing was written before 1970. */
  static long upperMillis(Instant time) {
    return time.isBefore(Instant.EPOCH) ? 0 : (time.isAfter(LATEST) ? LATEST : time).toEpochMilli();
  }

  private static String other(EntryBound bound, String open) {
    return bound instanceof EntryBound.At at ? (at.exclusive() ? "(" : "") + at.id() : open;
  }
}
