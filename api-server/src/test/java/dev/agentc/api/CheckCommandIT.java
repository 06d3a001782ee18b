package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.cli.ExitCode;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.JsonCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The command {@code check} on each topology, in this process. */
class CheckCommandIT {

  @RegisterExtension
  static final TestedRedis redis =
      TestedRedis.builder().password("right-password-of-the-test").build();

  private final CalledCommand command = new CalledCommand();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  private static String topology() {
    return TestedRedis.kind().name().toLowerCase(Locale.ROOT);
  }

  @Test
  void check_well_exits0AndSaysWhatItIsConnectedTo() {
    assertThat(command.run(redis.settings(), "check")).isEqualTo(ExitCode.OK);

    assertThat(command.out())
        .containsPattern("connected to (Redis|Valkey) [0-9]")
        .contains(", " + topology() + ", ")
        .contains("connectivity", "performance", "server_info", "connection_pool", "operational")
        .doesNotContain("\u001b", "right-password");
    assertThat(command.err()).isEmpty();
  }

  @Test
  void check_json_isTheDiagnosisOnOneLine() {
    assertThat(command.run(redis.settings(), "check", "--json")).isEqualTo(ExitCode.OK);

    assertThat(command.out().strip().lines()).hasSize(1);
    JsonNode report = JsonCodec.parse(command.out());
    assertThat(report.at("/status").asString()).isIn("healthy", "degraded");
    assertThat(report.at("/checks").propertyNames())
        .containsExactly(
            "connectivity", "performance", "server_info", "connection_pool", "operational");
    assertThat(report.at("/checks/operational/details/writable").asBoolean()).isTrue();
  }

  @Test
  void check_gone_exits1AndSaysWhatItMeansAndWhatToDo() {
    redis.kill();

    assertThat(command.run(redis.settings(), "check")).isEqualTo(ExitCode.FAILED);

    assertThat(command.out())
        .contains("UNREACHABLE", "impact: ", "to do: ")
        .contains("redis-cli -h <host> -p <port> PING");
  }

  @Test
  void check_wrongPassword_namesTheSettingAndNotThePassword() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("REDIS_PASSWORD", "wrong-password-of-the-test");

    assertThat(command.run(settings, "check", "--json")).isEqualTo(ExitCode.FAILED);

    JsonNode finding = JsonCodec.parse(command.out()).at("/checks/connectivity/findings/0");
    assertThat(finding.at("/resolution").asString()).contains("REDIS_PASSWORD");
    assertThat(command.out() + command.err()).doesNotContain("wrong-password-of-the-test");
  }

  @Test
  void check_wait_endsWellAsSoonAsRedisIsThere() {
    redis.kill();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(
            () -> command.run(redis.settings(), "check", "--wait", "60s"));
    Awaitility.await().until(() -> command.err().contains("waiting for Redis: "));

    redis.reset();

    Awaitility.await().atMost(Duration.ofSeconds(30)).until(code::isDone);
    assertThat(code.join()).isEqualTo(ExitCode.OK);
    assertThat(command.out()).containsPattern("connected to (Redis|Valkey) [0-9]");
  }
}
