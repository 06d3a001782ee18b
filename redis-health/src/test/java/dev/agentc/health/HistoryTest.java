package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistoryTest {

  private final History history = new History();

  @Test
  void add_tellsMinMedianAndP99() {
    CheckHistory last = add(HealthStatus.HEALTHY, 1);
    for (int millis = 2; millis <= 100; millis++) {
      last = add(HealthStatus.HEALTHY, millis);
    }

    assertThat(last.min()).hasMillis(1);
    assertThat(last.median()).hasMillis(50);
    assertThat(last.p99()).hasMillis(99);
    assertThat(last.flaps()).isZero();
  }

  @Test
  void add_keepsTheLast120() {
    CheckHistory last = add(HealthStatus.HEALTHY, 1);
    for (int millis = 2; millis <= 200; millis++) {
      last = add(HealthStatus.HEALTHY, millis);
    }

    assertThat(last.points()).hasSize(120);
    assertThat(last.min()).hasMillis(81);
  }

  @Test
  void add_countsEachChangeOfStatusAsAFlap() {
    add(HealthStatus.HEALTHY, 1);
    add(HealthStatus.UNHEALTHY, 1);
    add(HealthStatus.UNHEALTHY, 1);

    assertThat(add(HealthStatus.HEALTHY, 1).flaps()).isEqualTo(2);
  }

  private CheckHistory add(HealthStatus status, int millis) {
    return history.add(
        new CheckHistory.Point(Instant.EPOCH, status, Duration.ofMillis(millis), Map.of()));
  }
}
