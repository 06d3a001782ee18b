package dev.agentc.repository.chat;

import java.util.List;
import java.util.Optional;

/**
 * Entries of a session, in the order asked for.
 *
 * @param total all entries of that kind in the session, whatever the range
 * @param next the first entry of the range that is not on this page any more: inclusive start of
 *     the next page in ascending order, inclusive end in descending; empty when there is no more.
 *     For {@link EntryQuery.Last} the newest of those that did not fit
 */
public record EntryPage(List<Entry> entries, long total, Optional<EntryId> next) {

  public EntryPage {
    entries = List.copyOf(entries);
  }
}
