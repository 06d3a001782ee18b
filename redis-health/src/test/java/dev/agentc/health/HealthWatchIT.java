package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Looks that nobody asked for, and who hears of them. */
class HealthWatchIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void looksByItself_tellsOfAChange_andKeepsTheHistory() {
    List<HealthStatus> heard = new CopyOnWriteArrayList<>();
    try (Patient patient = Patient.of(redis.settings())) {
      patient.health.onReport(
          report -> {
            throw new IllegalStateException("a listener's own fault");
          });
      patient.health.onReport(report -> heard.add(report.status()));
      try (HealthWatch watch = HealthWatch.start(patient.health, Duration.ofMillis(100))) {
        assertThat(watch).isNotNull();
        Awaitility.await().until(() -> heard.contains(HealthStatus.HEALTHY));
        redis.makeReadOnly();
        Awaitility.await().until(() -> heard.contains(HealthStatus.DEGRADED));
      }

      HealthReport last = patient.check();
      assertThat(last.history().get(CheckName.OPERATIONAL).points()).hasSize(heard.size());
    }
  }

  @Test
  void closed_looksNoMore() {
    List<HealthReport> heard = new CopyOnWriteArrayList<>();
    try (Patient patient = Patient.of(redis.settings())) {
      patient.health.onReport(heard::add);
      HealthWatch watch = HealthWatch.start(patient.health, Duration.ofMillis(100));
      Awaitility.await().until(() -> heard.size() > 1);
      watch.close();
      patient.check();
      int soFar = heard.size();

      Awaitility.await().during(Duration.ofMillis(500)).until(() -> heard.size() == soFar);
    }
  }
}
