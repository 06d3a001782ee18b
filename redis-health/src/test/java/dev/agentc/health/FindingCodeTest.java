package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FindingCodeTest {

  @ParameterizedTest
  @EnumSource
  void everyCode_isInTheDocumentation(FindingCode code) throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "health.md")))
        .contains("`" + code.name() + "`");
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsCritical_makesItUnhealthy(FindingCode code) {
    if (!code.status().serving()) {
      assertThat(code.severity()).isEqualTo(Severity.CRITICAL);
    }
    if (code.severity() == Severity.INFO) {
      assertThat(code.status()).isEqualTo(HealthStatus.HEALTHY);
    }
  }
}
