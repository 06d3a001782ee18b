package dev.agentc.repository.session;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param total all live sessions that the query is about, exact
 * @param nextCursor where the next page starts; empty on the last one
 */
public record SessionPage(
    List<SessionSummary> items, long total, int limit, long offset, Optional<String> nextCursor) {

  public SessionPage {
    items = List.copyOf(items);
  }

  static SessionPage empty(SessionQuery query) {
    return new SessionPage(List.of(), 0, query.limit(), query.offset(), Optional.empty());
  }
}
