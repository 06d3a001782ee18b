package dev.agentc.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The last results of one check, at most 120.
 *
 * @param points oldest first
 * @param min shortest duration of a check
 * @param median of the durations
 * @param p99 of the durations
 * @param flaps how often the status differed from that of the result before
 */
public record CheckHistory(
    List<Point> points, Duration min, Duration median, Duration p99, int flaps) {

  public CheckHistory {
    points = List.copyOf(points);
  }

  /**
   * One result.
   *
   * @param values the numbers of this check that are worth a chart, by the name they have in the
   *     details
   */
  public record Point(
      Instant at, HealthStatus status, Duration duration, Map<String, Number> values) {

    public Point {
      values = Map.copyOf(values);
    }
  }
}
