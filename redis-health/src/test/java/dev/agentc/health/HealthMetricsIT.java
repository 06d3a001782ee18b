package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registry of the application's own sees of the diagnosis. */
class HealthMetricsIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void everyFindingIsThere_andClears() {
    try (Patient patient = Patient.of(redis.settings())) {
      new HealthMetrics(patient.health).bindTo(registry);
      for (FindingCode code : FindingCode.values()) {
        assertThat(finding(code)).as(code.name()).isZero();
      }
      assertThat(gauge("agentc.redis.health.status")).isNaN();

      redis.makeReadOnly();
      patient.awaitFinding(CheckName.OPERATIONAL, FindingCode.READ_ONLY);
      assertThat(finding(FindingCode.READ_ONLY)).isEqualTo(1);
      assertThat(gauge("agentc.redis.health.status")).isEqualTo(1);

      redis.makeWritable();
      patient.awaitReady(HealthStatus.HEALTHY);
      patient.check();
      assertThat(finding(FindingCode.READ_ONLY)).isZero();
      assertThat(seen(FindingCode.READ_ONLY)).isPositive();
      assertThat(gauge("agentc.redis.health.status")).isZero();
      assertThat(gauge("agentc.redis.server.memory.used")).isPositive();
      assertThat(gauge("agentc.redis.health.age")).isBetween(0.0, 30.0);
    }
  }

  @Test
  void readingThem_sendsNothing() {
    try (Patient patient = Patient.of(redis.settings())) {
      new HealthMetrics(patient.health).bindTo(registry);
      patient.check();
      redis.resetCounts();

      registry.getMeters().forEach(meter -> meter.measure().forEach(each -> each.getValue()));

      assertThat(redis.commandCounts()).isEqualTo(Map.of());
    }
  }

  private double finding(FindingCode code) {
    return registry.get("agentc.redis.finding").tag("code", code.name()).gauge().value();
  }

  private double seen(FindingCode code) {
    return registry
        .get("agentc.redis.finding.seen")
        .tag("code", code.name())
        .functionCounter()
        .count();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }
}
