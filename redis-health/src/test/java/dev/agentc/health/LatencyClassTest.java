package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyClassTest {

  @ParameterizedTest
  @CsvSource({
    "0, EXCELLENT",
    "9, EXCELLENT",
    "10, GOOD",
    "49, GOOD",
    "50, ACCEPTABLE",
    "99, ACCEPTABLE",
    "100, POOR",
    "499, POOR",
    "500, CRITICAL",
    "60000, CRITICAL"
  })
  void of_aBoundBelongsToTheClassAbove(int millis, LatencyClass expected) {
    assertThat(LatencyClass.of(Duration.ofMillis(millis))).isEqualTo(expected);
  }
}
