package dev.agentc.api.chat;

import dev.agentc.api.QueryReader;
import dev.agentc.repository.chat.EntryBound;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.EntryQuery.Order;
import java.util.List;
import java.util.Optional;

/** Which messages or tool calls a query asks for. */
final class EntryQueries {

  static final int DEFAULT_COUNT = 100;

  private static final String BOUND =
      "-, + (written %2B), an id, (id or an RFC 3339 time (its + written %2B)";
  private static final EntryId LOWEST = new EntryId(0, 0);
  private static final EntryId HIGHEST = new EntryId(-1, -1);

  private EntryQueries() {}

  /** 422 with everything that is wrong. */
  static EntryQuery read(QueryReader in) {
    return in.has("last") ? last(in) : range(in);
  }

  private static EntryQuery last(QueryReader in) {
    long last = in.integer("last", 1, 1, EntryQuery.MAX_COUNT);
    for (String other : List.of("start", "end", "count", "order")) {
      if (in.has(other)) {
        in.violation(other, "must not be given with last");
      }
    }
    in.finish();
    return EntryQuery.last((int) last);
  }

  private static EntryQuery range(QueryReader in) {
    EntryBound start = in.parsed("start", BOUND, EntryQueries::start).orElse(EntryBound.open());
    EntryBound end = in.parsed("end", BOUND, EntryQueries::end).orElse(EntryBound.open());
    long count = in.integer("count", DEFAULT_COUNT, 1, EntryQuery.MAX_COUNT);
    Order order = in.parsed("order", "asc or desc", EntryQueries::order).orElse(Order.ASCENDING);
    in.finish();
    return new EntryQuery.Range(start, end, order, (int) count);
  }

  /** A lower bound of {@code +} is allowed, and nothing is above it. */
  private static Optional<EntryBound> start(String text) {
    return text.equals("+")
        ? Optional.of(EntryBound.at(HIGHEST))
        : EntryBound.parse(text, "-").map(bound -> within(bound, HIGHEST));
  }

  /** An upper bound of {@code -} is allowed, and nothing is below it. */
  private static Optional<EntryBound> end(String text) {
    return text.equals("-")
        ? Optional.of(EntryBound.at(LOWEST))
        : EntryBound.parse(text, "+").map(bound -> within(bound, LOWEST));
  }

  /**
   * Redis fails when it is asked for what lies beyond the last id there can be. No entry ever has
   * that id, so that the inclusive bound means the same.
   */
  private static EntryBound within(EntryBound bound, EntryId last) {
    return bound.equals(EntryBound.beyond(last)) ? EntryBound.at(last) : bound;
  }

  private static Optional<Order> order(String text) {
    return switch (text) {
      case "asc" -> Optional.of(Order.ASCENDING);
      case "desc" -> Optional.of(Order.DESCENDING);
      default -> Optional.empty();
    };
  }
}
