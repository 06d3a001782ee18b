package dev.agentc.repository.chat;

import java.util.List;
import java.util.Optional;

/**
 * Entries of a session, in the order asked for.
 *
 * @param total all entries of that kind in the session, whatever the range
 * @param next the first entry of the range that is not on this page any more: inclusive start of
 *     the next page in ascending order, inclusive end in descending; empty when there is no more.
 *     For {@link EntryQuery.Last} the newest of those that {@link #MOST_BYTES} left out
 */
public record EntryPage(List<Entry> entries, long total, Optional<EntryId> next) {

  /** A page ends early rather than hold more bytes of bodies than this; one entry always fits. */
  public static final int MOST_BYTES = 4 * 1024 * 1024;

  public EntryPage {
    entries = List.copyOf(entries);
  }
}
