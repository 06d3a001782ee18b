package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.cli.ExitCode;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.RepositoriesComponent;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The commands that need a Redis, in this process. */
class CommandsIT {

  @RegisterExtension
  static final RedisExtension redis =
      RedisExtension.builder().password("right-password-of-the-test").build();

  @TempDir Path directory;

  private final CalledCommand command = new CalledCommand();

  @BeforeEach
  void reset() {
    redis.reset();
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

      assertThat(command.run(redis.settings(), "rebuild-index")).isEqualTo(ExitCode.OK);

      assertThat(sessions.list(SessionQuery.first()).toCompletableFuture().join().total())
          .isEqualTo(1);
      assertThat(command.out().strip()).isEqualTo("The index has all 1 live sessions.");
    }
  }

  @Test
  void rebuildIndex_gone_exits1AndSaysWhatToDo() {
    redis.stop();

    assertThat(command.run(redis.settings(), "rebuild-index")).isEqualTo(ExitCode.FAILED);

    assertThat(command.err()).contains("REDIS_UNAVAILABLE", "To do: start Redis");
  }

  @Test
  void printConfig_envFile_masksEverySecret() throws Exception {
    Path file = directory.resolve("prod.env");
    Files.writeString(file, "REDIS_PASSWORD=secret-of-the-test\nREDIS_HOST=elsewhere\n");

    assertThat(command.run(Map.of(), "print-config", "--env-file", file.toString()))
        .isEqualTo(ExitCode.OK);

    assertThat(command.out()).contains("REDIS_HOST=elsewhere", "REDIS_PASSWORD=********");
    assertThat(command.out()).doesNotContain("secret-of-the-test");
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
    for (String word : new String[] {"serve", "check", "print-config", "rebuild-index"}) {
      command.forget();
      assertThat(command.run(settings, word)).isEqualTo(ExitCode.BAD_USAGE);
      assertThat(command.err())
          .contains("REDIS_PORT must be a whole number from 1 to 65535: was 66000")
          .contains("REDIS_PASSWORD_FILE names a file that does not exist: was ")
          .contains("API_MAX_BODY must be from 1KiB to 64MiB")
          .contains("SESSION_TLT is not a setting: did you mean SESSION_TTL?");
    }
    assertThat(command.out()).isEmpty();
  }
}
