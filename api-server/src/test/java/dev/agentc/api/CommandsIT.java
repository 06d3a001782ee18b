package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.cli.ExitCode;
import dev.agentc.api.cli.Streams;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.RepositoriesComponent;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The commands that need a Redis, in this process. */
class CommandsIT {

  @RegisterExtension
  static final RedisExtension redis =
      RedisExtension.builder().password("right-password-of-the-test").build();

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void check_well_exits0AndSaysWhatItIsConnectedTo() {
    assertThat(run(redis.settings(), "check")).isEqualTo(ExitCode.OK);

    assertThat(text(out))
        .contains("connected to Redis ")
        .contains(":" + redis.port())
        .contains("connectivity", "performance", "server_info", "connection_pool", "operational")
        .doesNotContain("\u001b", "right-password");
    assertThat(text(err)).isEmpty();
  }

  @Test
  void check_json_isTheDiagnosisOnOneLine() {
    assertThat(run(redis.settings(), "check", "--json")).isEqualTo(ExitCode.OK);

    assertThat(text(out).strip().lines()).hasSize(1);
    JsonNode report = JsonCodec.parse(text(out));
    assertThat(report.at("/status").asString()).isIn("healthy", "degraded");
    assertThat(report.at("/checks").propertyNames())
        .containsExactly(
            "connectivity", "performance", "server_info", "connection_pool", "operational");
    assertThat(report.at("/checks/operational/details/writable").asBoolean()).isTrue();
  }

  @Test
  void check_gone_exits1AndSaysWhatItMeansAndWhatToDo() {
    redis.stop();

    assertThat(run(redis.settings(), "check")).isEqualTo(ExitCode.FAILED);

    assertThat(text(out))
        .contains("UNREACHABLE", "impact: ", "to do: ")
        .contains("redis-cli -h <host> -p <port> PING");
  }

  @Test
  void check_wrongPassword_namesTheSettingAndNotThePassword() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("REDIS_PASSWORD", "wrong-password-of-the-test");

    assertThat(run(settings, "check", "--json")).isEqualTo(ExitCode.FAILED);

    JsonNode finding = JsonCodec.parse(text(out)).at("/checks/connectivity/findings/0");
    assertThat(finding.at("/resolution").asString()).contains("REDIS_PASSWORD");
    assertThat(text(out) + text(err)).doesNotContain("wrong-password-of-the-test");
  }

  @Test
  void check_wait_endsWellAsSoonAsRedisIsThere() {
    redis.stop();
    CompletableFuture<Integer> code =
        CompletableFuture.supplyAsync(() -> run(redis.settings(), "check", "--wait", "60s"));
    Awaitility.await().until(() -> text(err).contains("waiting for Redis: "));

    redis.start();

    Awaitility.await().atMost(java.time.Duration.ofSeconds(30)).until(code::isDone);
    assertThat(code.join()).isEqualTo(ExitCode.OK);
    assertThat(text(out)).contains("connected to Redis ");
  }

  @Test
  void rebuildIndex_lostIndex_isBack() {
    try (RedisConnector connector = RedisConnectors.create(RedisConfig.from(redis.settings()))) {
      SessionRepository sessions =
          RepositoriesComponent.create(connector, RepositoryConfig.builder().build())
              .repositories()
              .sessions();
      connector.connect().toCompletableFuture().join();
      sessions
          .create(NewSession.builder().modelId("gpt-4").build(), java.util.Optional.empty())
          .toCompletableFuture()
          .join();
      redis.cli(
          "EVAL",
          "for _, k in ipairs(redis.call('KEYS', '*{i:*')) do redis.call('DEL', k) end",
          "0");
      assertThat(sessions.list(SessionQuery.first()).toCompletableFuture().join().total()).isZero();

      assertThat(run(redis.settings(), "rebuild-index")).isEqualTo(ExitCode.OK);

      assertThat(sessions.list(SessionQuery.first()).toCompletableFuture().join().total())
          .isEqualTo(1);
      assertThat(text(out).strip()).isEqualTo("The index has all 1 live sessions.");
    }
  }

  @Test
  void rebuildIndex_gone_exits1AndSaysWhatToDo() {
    redis.stop();

    assertThat(run(redis.settings(), "rebuild-index")).isEqualTo(ExitCode.FAILED);

    assertThat(text(err)).contains("REDIS_UNAVAILABLE", "To do: start Redis");
  }

  @Test
  void printConfig_envFile_masksEverySecret() throws Exception {
    Path file = directory.resolve("prod.env");
    Files.writeString(file, "REDIS_PASSWORD=secret-of-the-test\nREDIS_HOST=elsewhere\n");

    assertThat(run(Map.of(), "print-config", "--env-file", file.toString())).isEqualTo(ExitCode.OK);

    assertThat(text(out)).contains("REDIS_HOST=elsewhere", "REDIS_PASSWORD=********");
    assertThat(text(out)).doesNotContain("secret-of-the-test");
  }

  @Test
  void badSettings_anyCommand_exits2WithEveryProblem() {
    Map<String, String> settings =
        Map.of(
            "REDIS_PORT", "66000",
            "REDIS_PASSWORD_FILE", directory.resolve("missing").toString(),
            "API_MAX_BODY", "lots",
            "SESION_TTL", "5",
            "SESSION_TLT", "5");
    for (String command : new String[] {"serve", "check", "print-config", "rebuild-index"}) {
      err.reset();
      assertThat(run(settings, command)).isEqualTo(ExitCode.BAD_USAGE);
      assertThat(text(err))
          .contains("REDIS_PORT must be a whole number from 1 to 65535: was 66000")
          .contains("REDIS_PASSWORD_FILE names a file that does not exist: was ")
          .contains("API_MAX_BODY must be from 1KiB to 64MiB")
          .contains("SESSION_TLT is not a setting: did you mean SESSION_TTL?");
    }
    assertThat(text(out)).isEmpty();
  }

  private int run(Map<String, String> environment, String... words) {
    Streams streams =
        new Streams(
            InputStream.nullInputStream(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return Main.run(environment, streams, words);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
