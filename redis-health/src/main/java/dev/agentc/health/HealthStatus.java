package dev.agentc.health;

import java.util.Collection;
import java.util.Locale;

/** How well something is, from best to worst. */
public enum HealthStatus {
  /** All that was looked at works. */
  HEALTHY,
  /** It works, but not all of it: reads answer and writes are refused, or it is slow. */
  DEGRADED,
  /** It does not do its job. */
  UNHEALTHY,
  /** The look itself failed, so nothing is known: a fault of this program. */
  ERROR;

  /** The worst of {@code statuses}; healthy when there are none. */
  public static HealthStatus worst(Collection<HealthStatus> statuses) {
    return statuses.stream().reduce(HEALTHY, HealthStatus::orWorse);
  }

  public HealthStatus orWorse(HealthStatus other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** Whether requests can be served: healthy and degraded are, the others are not. */
  public boolean serving() {
    return compareTo(DEGRADED) <= 0;
  }

  /** As the API shows it: {@code healthy}, {@code degraded}, {@code unhealthy}, {@code error}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
