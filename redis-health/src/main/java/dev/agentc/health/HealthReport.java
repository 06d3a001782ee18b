package dev.agentc.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The whole diagnosis of one Redis.
 *
 * @param status the worst of the checks
 * @param topology {@code standalone}, {@code sentinel} or {@code cluster}
 * @param checks one of each {@link CheckName}, in its order
 * @param history the last results of each check, this one included
 */
public record HealthReport(
    HealthStatus status,
    Instant timestamp,
    Duration duration,
    String topology,
    Map<CheckName, CheckResult> checks,
    Map<CheckName, CheckHistory> history) {

  public HealthReport {
    checks = ordered(checks);
    history = ordered(history);
  }

  private static <T> Map<CheckName, T> ordered(Map<CheckName, T> map) {
    // Not its copy constructor, which refuses other kinds of map when they are empty.
    Map<CheckName, T> copy = new EnumMap<>(CheckName.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }

  public CheckResult check(CheckName name) {
    return Objects.requireNonNull(checks.get(name), "every check is in every report");
  }

  /** All findings, each code once, the most severe first. */
  public List<Finding> findings() {
    return FindingCode.mostSevereFirst(
        checks.values().stream().flatMap(check -> check.findings().stream()).toList());
  }
}
