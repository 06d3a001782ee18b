package dev.agentc.api.faults;

import dev.agentc.api.faults.Rules.Losses;
import dev.agentc.api.faults.Rules.Reads;
import dev.agentc.api.faults.Rules.ServerLife;
import dev.agentc.api.faults.Stored.StoredSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares what callers were told with what Redis holds. The rules: no acknowledged write is lost,
 * none is there twice, nothing is there that nobody asked for, each writer's acknowledged writes
 * stand in the order in which it made them, an interaction is there as a whole or not at all, what
 * was deleted stays so, every failure has a type, no request outlives its deadlines.
 */
final class HistoryChecker {

  /** As documented for every deadline. */
  static final Duration GRACE = Duration.ofMillis(100);

  /** {@code API_REQUEST_TIMEOUT}, when it is not set. */
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final int ENTRIES_OF_A_TURN = 3;
  private static final int MESSAGES_OF_A_TURN = 2;
  private static final int READ_BACK = 10;

  private final List<Event> history;
  private final Stored stored;
  private final Rules rules;
  private final List<String> violations = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  private HistoryChecker(List<Event> history, Stored stored, Rules rules) {
    this.history =
        history.stream()
            .sorted(Comparator.comparing(Event::writer).thenComparing(Event::sequence))
            .toList();
    this.stored = stored;
    this.rules = rules;
  }

  static Verdict check(List<Event> history, Stored stored, Rules rules) {
    HistoryChecker checker = new HistoryChecker(history, stored, rules);
    checker.run();
    Map<String, Long> refused =
        history.stream()
            .map(Event::outcome)
            .filter(Outcome.Refused.class::isInstance)
            .collect(
                Collectors.groupingBy(
                    outcome -> ((Outcome.Refused) outcome).code(),
                    TreeMap::new,
                    Collectors.counting()));
    long acknowledged = history.stream().filter(Event::done).count();
    return new Verdict(checker.violations, acknowledged, checker.lost, refused);
  }

  /** Sessions whose creation was acknowledged. */
  static Set<String> sessions(List<Event> history) {
    return history.stream()
        .filter(event -> event.op() instanceof Op.Create && event.done())
        .map(event -> ((Outcome.Done) event.outcome()).values().get(0))
        .collect(Collectors.toSet());
  }

  /** Users that somebody asked for. */
  static Set<String> users(List<Event> history) {
    return history.stream().map(Event::writer).collect(Collectors.toSet());
  }

  private void run() {
    history.forEach(this::endsWell);
    history.forEach(this::endsInTime);
    Map<String, SessionHistory> bySession = new TreeMap<>();
    sessions(history).forEach(id -> bySession.put(id, new SessionHistory(id)));
    for (Event event : history) {
      event.op().target().map(bySession::get).ifPresent(session -> session.add(event));
    }
    bySession.values().forEach(this::check);
    usersAreThere();
    listsAreRight(bySession);
  }

  private void endsWell(Event event) {
    if (event.outcome() instanceof Outcome.Broken
        || (event.outcome() instanceof Outcome.NoAnswer && rules.server() == ServerLife.STAYS)) {
      violations.add("not a typed failure: " + event);
    }
  }

  private void endsInTime(Event event) {
    long limit = limit(event).toNanos();
    long stalled = rules.stalled().applyAsLong(event.start(), event.end());
    if (event.took().toNanos() > limit + stalled) {
      violations.add(
          "outlived its deadline of " + Duration.ofNanos(limit).toMillis() + " ms: " + event);
    }
  }

  /** Of a server that has just been started, only the deadline of the request as a whole. */
  private Duration limit(Event event) {
    if (event.overHttp() && rules.server() == ServerLife.MAY_BE_KILLED) {
      return REQUEST_TIMEOUT.plus(GRACE);
    }
    Duration commands = rules.deadline().plus(GRACE).multipliedBy(event.op().roundTrips());
    return event.overHttp() ? commands.plus(GRACE) : commands;
  }

  private void check(SessionHistory session) {
    readsSeeWhatWasAcknowledged(session);
    StoredSession found = stored.sessions().get(session.id());
    if (session.deleted()) {
      if (found != null) {
        lose("deletion of " + session.id() + ", which is there again");
      }
      return;
    }
    if (found == null) {
      if (!session.deletionAsked()) {
        lose("session " + session.id() + " with " + session.acknowledged().size() + " writes");
      }
      return;
    }
    isStoredOnce(session, found);
    standsInOrder(session, found);
    turnsAreWhole(session, found);
    patchIsTheLast(session, found);
    if (found.counted() != found.messages().size()) {
      violations.add(
          "message_count %d of %d messages: %s"
              .formatted(found.counted(), found.messages().size(), session.id()));
    }
  }

  private void lose(String what) {
    lost.add(what);
    if (rules.losses() == Losses.NONE) {
      violations.add("acknowledged and lost: " + what);
    }
  }

  private void readsSeeWhatWasAcknowledged(SessionHistory session) {
    List<String> known = new ArrayList<>();
    boolean deletionAsked = false;
    for (Event event : session.events()) {
      if (event.outcome() instanceof Outcome.Gone && !deletionAsked) {
        lose("session " + session.id() + ", seen as gone by " + event);
        return;
      }
      if (rules.reads() == Reads.CURRENT
          && event.op() instanceof Op.Read
          && event.outcome() instanceof Outcome.Done read) {
        if (session.deletedBefore(event)) {
          lose("deletion, and read: " + event);
        }
        for (String text : known.subList(Math.max(0, known.size() - READ_BACK), known.size())) {
          if (!read.values().contains(text)) {
            lose(text + ", not seen by " + event.writer() + "#" + event.sequence());
            return;
          }
        }
      }
      deletionAsked |= event.op() instanceof Op.Delete;
      if (event.done()) {
        SessionHistory.text(event.op()).ifPresent(known::add);
      }
    }
  }

  private void isStoredOnce(SessionHistory session, StoredSession found) {
    Set<String> asked = session.asked().keySet();
    for (String text : new HashSet<>(found.messages())) {
      int times = Collections.frequency(found.messages(), text);
      if (!asked.contains(text)) {
        violations.add("there, and nobody asked for it: " + text + " in " + session.id());
      } else if (times > session.asked().get(text)) {
        violations.add("there " + times + " times: " + text + " in " + session.id());
      }
    }
    for (String text : session.acknowledged()) {
      if (!found.messages().contains(text)) {
        lose(text + " in " + session.id());
      }
    }
  }

  private void standsInOrder(SessionHistory session, StoredSession found) {
    Set<String> acknowledged = new HashSet<>(session.acknowledged());
    List<Long> numbers =
        found.messages().stream()
            .filter(acknowledged::contains)
            .map(SessionHistory::number)
            .toList();
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i - 1) > numbers.get(i)) {
        violations.add(
            "out of order: %d before %d in %s"
                .formatted(numbers.get(i - 1), numbers.get(i), session.id()));
      }
    }
  }

  private void turnsAreWhole(SessionHistory session, StoredSession found) {
    for (Event event : session.events()) {
      if (event.op() instanceof Op.Turn turn) {
        int entries = found.turns().getOrDefault(turn.id(), 0);
        if (entries != ENTRIES_OF_A_TURN && entries != 0) {
          violations.add(
              "half an interaction: %d of %d entries of %s"
                  .formatted(entries, ENTRIES_OF_A_TURN, event));
        }
      }
    }
  }

  private void patchIsTheLast(SessionHistory session, StoredSession found) {
    long last = 0;
    Set<Long> later = new HashSet<>();
    for (Event event : session.events()) {
      if (event.op() instanceof Op.Patch patch) {
        later.add(patch.number());
        if (event.done()) {
          last = patch.number();
          later.clear();
        }
      }
    }
    if (found.patched() != last && !later.contains(found.patched())) {
      String what = "patch " + last + " in " + session.id() + ": there is " + found.patched();
      if (found.patched() < last) {
        lose(what);
      } else {
        violations.add("nobody patched so: " + what);
      }
    }
  }

  private void usersAreThere() {
    for (Event event : history) {
      if (event.op() instanceof Op.CreateUser create
          && event.done()
          && !stored.users().contains(create.user())) {
        lose("user " + create.user());
      }
    }
  }

  private void listsAreRight(Map<String, SessionHistory> bySession) {
    for (String user : users(history)) {
      Set<String> listed = stored.listed().getOrDefault(user, Set.of());
      Set<String> strangers = new HashSet<>(listed);
      strangers.removeAll(bySession.keySet());
      long unanswered = unansweredCreations(user);
      if (strangers.size() > unanswered) {
        violations.add(
            "sessions of %s that nobody was told of: %s, %d creations unanswered"
                .formatted(user, strangers, unanswered));
      }
      for (Event event : history) {
        if (event.writer().equals(user) && event.op() instanceof Op.Create && event.done()) {
          String id = ((Outcome.Done) event.outcome()).values().get(0);
          if (stored.sessions().containsKey(id) && !listed.contains(id)) {
            lose("session " + id + " in the list of " + user);
          }
        }
      }
    }
  }

  private long unansweredCreations(String user) {
    Set<String> keys = new HashSet<>();
    Set<String> answered = new HashSet<>();
    for (Event event : history) {
      if (event.writer().equals(user) && event.op() instanceof Op.Create create) {
        (event.done() ? answered : keys).add(create.key());
      }
    }
    keys.removeAll(answered);
    return keys.size();
  }

  static int messages(Op op) {
    return op instanceof Op.Turn ? MESSAGES_OF_A_TURN : 1;
  }
}
