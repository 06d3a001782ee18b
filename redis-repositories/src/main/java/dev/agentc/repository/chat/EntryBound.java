package dev.agentc.repository.chat;

import dev.agentc.repository.Rfc3339;
import java.time.Instant;
import java.util.Optional;

/** An end of a range of entries. */
public sealed interface EntryBound {

  /** No bound on this side. */
  record Open() implements EntryBound {}

  /**
   * An entry's place, which need not be taken.
   *
   * @param exclusive true when the entry itself is outside
   */
  record At(EntryId id, boolean exclusive) implements EntryBound {}

  /**
   * A time of writing, inclusive, to the millisecond: as lower bound the first entry of that
   * millisecond, as upper bound the last.
   */
  record Time(Instant time) implements EntryBound {}

  /** No bound. */
  static EntryBound open() {
    return new Open();
  }

  static EntryBound at(EntryId id) {
    return new At(id, false);
  }

  static EntryBound beyond(EntryId id) {
    return new At(id, true);
  }

  /**
   * The API's notation: {@code -} or {@code +} (each on its own side only), an id, {@code (} and an
   * id, or an RFC 3339 time; empty for anything else.
   *
   * @param openSymbol the one of {@code -} and {@code +} that means "no bound" on this side
   */
  static Optional<EntryBound> parse(String text, String openSymbol) {
    if (text.equals(openSymbol)) {
      return Optional.of(open());
    }
    if (text.startsWith("(")) {
      return EntryId.parse(text.substring(1)).map(EntryBound::beyond);
    }
    Optional<EntryBound> id = EntryId.parse(text).map(EntryBound::at);
    return id.isPresent() ? id : Rfc3339.parse(text).map(Time::new);
  }
}
