package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebugModeTest {

  @ParameterizedTest
  @CsvSource({
    "ON, false, true, true",
    "ON, true, true, true",
    "OFF, false, false, false",
    "OFF, true, false, false",
    "AUTO, false, true, true",
    "AUTO, true, true, false",
  })
  void whatIsThere(DebugMode mode, boolean open, boolean reads, boolean writes) {
    assertThat(mode.reads()).isEqualTo(reads);
    assertThat(mode.writes(open)).isEqualTo(writes);
  }
}
