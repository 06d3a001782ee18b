package dev.agentc.health;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last results of one check. Not thread-safe. */
final class History {

  static final int MOST = 120;

  private final Deque<CheckHistory.Point> points = new ArrayDeque<>(MOST);

  CheckHistory add(CheckHistory.Point point) {
    if (points.size() == MOST) {
      points.removeFirst();
    }
    points.addLast(point);
    List<CheckHistory.Point> all = List.copyOf(points);
    List<Duration> sorted = all.stream().map(CheckHistory.Point::duration).sorted().toList();
    return new CheckHistory(all, sorted.get(0), rank(sorted, 50), rank(sorted, 99), flaps(all));
  }

  /** The smallest that at least so many percent are not above. */
  private static Duration rank(List<Duration> sorted, int percent) {
    return sorted.get((sorted.size() * percent + 99) / 100 - 1);
  }

  private static int flaps(List<CheckHistory.Point> all) {
    int flaps = 0;
    for (int i = 1; i < all.size(); i++) {
      if (all.get(i).status() != all.get(i - 1).status()) {
        flaps++;
      }
    }
    return flaps;
  }
}
