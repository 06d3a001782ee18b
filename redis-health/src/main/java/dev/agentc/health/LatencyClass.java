package dev.agentc.health;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the time of a PING is worth. Each class ends below its bound; the last has none. */
public enum LatencyClass {
  EXCELLENT(10),
  GOOD(50),
  ACCEPTABLE(100),
  POOR(500),
  CRITICAL(Long.MAX_VALUE);

  private final long belowMillis;

  LatencyClass(long belowMillis) {
    this.belowMillis = belowMillis;
  }

  public static LatencyClass of(Duration latency) {
    for (LatencyClass candidate : values()) {
      if (latency.toNanos() / 1_000_000.0 < candidate.belowMillis) {
        return candidate;
      }
    }
    return CRITICAL;
  }

  /** The upper bounds in milliseconds, by class, best first. */
  static Map<String, Object> thresholds() {
    Map<String, Object> thresholds = new LinkedHashMap<>();
    for (LatencyClass each : values()) {
      if (each != CRITICAL) {
        thresholds.put(each.label(), each.belowMillis);
      }
    }
    return thresholds;
  }

  /** As the API shows it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
