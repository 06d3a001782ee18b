package dev.agentc.api.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The requests about one session, in order; all of them are its writer's. */
final class SessionHistory {

  private final String id;
  private final List<Event> events = new ArrayList<>();
  private final Map<String, Integer> asked = new TreeMap<>();
  private final List<String> acknowledged = new ArrayList<>();
  private boolean deletionAsked;
  private long deletedAt = Long.MAX_VALUE;

  SessionHistory(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void add(Event event) {
    events.add(event);
    text(event.op())
        .ifPresent(
            text -> {
              asked.put(text, HistoryChecker.messages(event.op()));
              if (event.done()) {
                acknowledged.add(text);
              }
            });
    if (event.op() instanceof Op.Delete) {
      // Gone, asked again, is the first attempt's success.
      if (event.done() || (deletionAsked && event.outcome() instanceof Outcome.Gone)) {
        deletedAt = Math.min(deletedAt, event.sequence());
      }
      deletionAsked = true;
    }
  }

  List<Event> events() {
    return events;
  }

  /** How many messages of a text there may be. */
  Map<String, Integer> asked() {
    return asked;
  }

  List<String> acknowledged() {
    return acknowledged;
  }

  boolean deletionAsked() {
    return deletionAsked;
  }

  boolean deleted() {
    return deletedAt != Long.MAX_VALUE;
  }

  boolean deletedBefore(Event event) {
    return deletedAt < event.sequence();
  }

  static Optional<String> text(Op op) {
    if (op instanceof Op.Append append) {
      return Optional.of(append.text());
    }
    return op instanceof Op.Turn turn ? Optional.of(turn.text()) : Optional.empty();
  }

  static long number(String text) {
    return Long.parseLong(text.substring(text.indexOf('/') + 1));
  }
}
