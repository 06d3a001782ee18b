package dev.agentc.health;

import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one diagnosis leaves for the next. Thread-safe. */
final class LookMemory {

  private final Map<CheckName, Damping> dampings = new EnumMap<>(CheckName.class);
  private final Map<CheckName, History> histories = new EnumMap<>(CheckName.class);
  private final Map<String, Counters> counters = new HashMap<>();
  private long reconnects;

  LookMemory() {
    for (CheckName name : CheckName.values()) {
      dampings.put(name, new Damping());
      histories.put(name, new History());
    }
  }

  /**
   * What there is to compare with.
   *
   * @param since what was counted since the previous look
   * @param restarted whether the server is another process than at the previous look
   */
  record Past(Optional<Counters> since, boolean restarted) {}

  /** Servers that are no part of it any more are forgotten. */
  synchronized void servers(Collection<String> names) {
    counters.keySet().retainAll(names);
  }

  /** Compares with the previous look at this server and remembers this one. */
  synchronized Past since(String server, Counters now) {
    Counters then = counters.put(server, now);
    if (then == null) {
      return new Past(Optional.empty(), false);
    }
    return new Past(
        now.continues(then) ? Optional.of(now.minus(then)) : Optional.empty(),
        !now.sameServer(then));
  }

  synchronized long reconnectsSince(long now) {
    long since = now - reconnects;
    reconnects = now;
    return since;
  }

  synchronized List<Finding> damped(CheckName name, Seen seen) {
    return of(dampings, name).apply(seen.findings(), seen.measured());
  }

  synchronized CheckHistory add(CheckName name, CheckHistory.Point point) {
    return of(histories, name).add(point);
  }

  private static <T> T of(Map<CheckName, T> all, CheckName name) {
    T found = all.get(name);
    if (found == null) {
      throw new IllegalStateException("there is one for every check");
    }
    return found;
  }
}
