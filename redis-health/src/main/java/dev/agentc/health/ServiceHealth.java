package dev.agentc.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The short answer: can this Redis be used?
 *
 * @param status healthy; degraded when it can be read and not written; else unhealthy
 * @param timestamp when the look began
 * @param connected whether Redis gave any reply
 * @param host as configured; for operators, not for the public
 * @param port as configured; for operators, not for the public
 * @param latency of the first reply; empty when there was none
 * @param findings what is wrong, the most severe first; empty when healthy
 */
public record ServiceHealth(
    HealthStatus status,
    Instant timestamp,
    boolean connected,
    String host,
    int port,
    Optional<Duration> latency,
    List<Finding> findings) {

  public ServiceHealth {
    findings = List.copyOf(findings);
  }

  /** The most severe finding as a sentence, without host, credential or exception text. */
  public Optional<String> error() {
    return findings.stream().findFirst().map(Finding::message);
  }
}
