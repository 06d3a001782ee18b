package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program from outside: what it prints and how it exits. */
class ProgramTest {

  private static final String NO_REDIS = "1";

  @TempDir Path directory;

  @Test
  void badSettings_exit2WithEveryProblemAndNoStackTrace() {
    try (Program program =
        start(Map.of("REDIS_PORT", "x", "REDIS_PASSWORD_FILE", "/missing", "API_RATE", "1"))) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output())
          .contains("REDIS_PORT must be a whole number")
          .contains("REDIS_PASSWORD_FILE names a file that does not exist: was /missing")
          .contains("API_RATE is not a setting")
          .doesNotContain("\tat ", "Exception");
    }
  }

  @Test
  void takenPort_exit1WithASentenceThatNamesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      try (Program program =
          start(Map.of("REDIS_PORT", NO_REDIS, "AGENT_C_API_PORT", port), "serve")) {
        assertThat(program.exitCode()).isEqualTo(1);
        assertThat(program.output())
            .contains("The address 127.0.0.1:" + port + " is taken", "AGENT_C_API_PORT");
      }
    }
  }

  @Test
  void unknownWord_exit2() {
    try (Program program = start(Map.of(), "srve")) {
      assertThat(program.exitCode()).isEqualTo(2);
      assertThat(program.output()).contains("Did you mean: api-server serve?");
    }
  }

  @Test
  void serve_withoutRedis_isProbedAndEndsWithItsSignal() {
    try (Program server = start(Map.of("REDIS_PORT", NO_REDIS))) {
      String port = Integer.toString(server.port());

      try (Program probe = start(Map.of("AGENT_C_API_PORT", port), "probe")) {
        assertThat(probe.exitCode()).isZero();
        assertThat(probe.output()).isEmpty();
      }

      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(server.output()).contains("draining", "stopped");
      try (Program probe = start(Map.of("AGENT_C_API_PORT", port), "probe")) {
        assertThat(probe.exitCode()).isEqualTo(1);
      }
    }
  }

  private Program start(Map<String, String> environment, String... words) {
    return Program.start(directory, environment, List.of(), words);
  }
}
