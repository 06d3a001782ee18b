package dev.agentc.repository.chat;

import java.time.Instant;

/** Bounds as XRANGE writes them. */
final class StreamBounds {

  private StreamBounds() {}

  /** A time goes out as its millisecond alone, which Redis takes for the first id of it. */
  static String lower(EntryBound bound) {
    return bound instanceof EntryBound.Time at ? millis(at.time()) : other(bound, "-");
  }

  /** A time goes out as its millisecond alone, which Redis takes for the last id of it. */
  static String upper(EntryBound bound) {
    return bound instanceof EntryBound.Time at ? millis(at.time()) : other(bound, "+");
  }

  private static String other(EntryBound bound, String open) {
    return bound instanceof EntryBound.At at ? (at.exclusive() ? "(" : "") + at.id() : open;
  }

  /** Nothing was written before 1970. */
  private static String millis(Instant time) {
    return Long.toString(Math.max(0, time.toEpochMilli()));
  }
}
