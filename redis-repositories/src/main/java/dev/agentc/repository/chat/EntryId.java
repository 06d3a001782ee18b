package dev.agentc.repository.chat;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a message or tool call in its session: a Redis stream id. Redis gives it, so order
 * never depends on a client's clock.
 *
 * @param millis time of writing by Redis's clock, since 1970
 * @param sequence tells apart what was written in the same millisecond
 */
public record EntryId(long millis, long sequence) implements Comparable<EntryId> {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,20})-([0-9]{1,20})");
  private static final Comparator<EntryId> ORDER =
      Comparator.<EntryId>comparingLong(id -> id.millis + Long.MIN_VALUE)
          .thenComparingLong(id -> id.sequence + Long.MIN_VALUE);

  /** {@code 1712000000000-0}, both parts below 2^64; empty for anything else. */
  public static Optional<EntryId> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new EntryId(
              Long.parseUnsignedLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2))));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Both parts count as unsigned, as in Redis. */
  @Override
  public int compareTo(EntryId other) {
    return ORDER.compare(this, other);
  }

  /** As Redis writes it. */
  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + "-" + Long.toUnsignedString(sequence);
  }
}
