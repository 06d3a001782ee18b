package dev.agentc.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.api.ApiException;
import dev.agentc.api.ErrorCode;
import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.user.UserId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeysTest {

  private static final String KEY = "agentc_0123456789abcdefghijklmnopqrstuvwxyz";
  private static final String HASH = ApiKeys.hash(KEY);

  @TempDir Path directory;

  private static Caller only(String line) {
    ApiKeys.Reading reading = ApiKeys.read(line);
    assertThat(reading.problems()).isEmpty();
    return reading.keys().find(KEY).orElseThrow();
  }

  @Test
  void aLine_isNameHashRolesAndUser() {
    assertThat(only("web:" + HASH + ":user:john:doe"))
        .isEqualTo(new Caller("web", Set.of(Role.USER), UserId.parse("john:doe")));
    assertThat(only("ops:" + HASH.toUpperCase(java.util.Locale.ROOT) + ":user,admin"))
        .isEqualTo(new Caller("ops", Set.of(Role.USER, Role.ADMIN), Optional.empty()));
  }

  @Test
  void aUser_withoutAUserId_isItsName() {
    assertThat(only("john:" + HASH + ":user").owner()).isEqualTo(UserId.parse("john"));
  }

  @Test
  void commentsBlanksAndWindowsLines_areFine() {
    assertThat(only("# who\r\n\r\n  ops : " + HASH + " : admin  # rotate in May\r\n").name())
        .isEqualTo("ops");
  }

  @Test
  void aCallersNewKey_standsBesideItsOld() {
    ApiKeys keys =
        ApiKeys.read("ops:" + HASH + ":admin\nops:" + ApiKeys.hash("new") + ":admin").keys();
    assertThat(keys.find(KEY)).isEqualTo(keys.find("new")).isPresent();
    assertThat(keys.find("other")).isEmpty();
    assertThat(keys.find(HASH)).as("the hash is not the key").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no colons",
        "name:nothex:user",
        "name:HASH",
        "name:HASH:",
        "name:HASH:root",
        "name:HASH:user,",
        "name:HASH:user:",
        "name:HASH:user:..",
        "na me:HASH:user",
        ":HASH:admin",
        "..:HASH:user",
        "name:HASH0:user"
      })
  void aBadLine_isAProblem_byItsNumberAndNothingElse(String line) {
    List<String> problems =
        ApiKeys.read("# first\n" + line.replace("HASH", HASH) + "\n").problems();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0)).startsWith("line 2 ").doesNotContain(HASH).doesNotContain("nothex");
  }

  @Test
  void allBadLines_areToldAtOnce() {
    String other = ApiKeys.hash("other");
    assertThat(
            ApiKeys.read("a:" + HASH + ":user\nb:" + HASH + ":user\na:" + other + ":admin\nx\n")
                .problems())
        .hasSize(3)
        .noneMatch(problem -> problem.contains(HASH) || problem.contains(other));
    assertThat(ApiKeys.read("# nothing").problems())
        .containsExactly("must hold a key: nobody could call");
  }

  @Test
  void theStart_listsEveryBadLine_andEverythingThatIsMissing() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "x\ny\n");
    assertThat(problems(Map.of("API_AUTH", "api-key", "API_KEYS_FILE", file.toString())))
        .hasSize(2)
        .allMatch(problem -> problem.startsWith("API_KEYS_FILE line "));
    assertThat(problems(Map.of("API_AUTH", "api-key")))
        .containsExactly("API_KEYS_FILE must be set with API_AUTH=api-key");
    Path absent = directory.resolve("absent");
    assertThat(problems(Map.of("API_AUTH", "api-key", "API_KEYS_FILE", absent.toString())))
        .containsExactly("API_KEYS_FILE names a file that does not exist: was " + absent);
    assertThat(problems(Map.of("API_AUTH", "api-key", "API_KEYS_FILE", directory.toString())))
        .containsExactly("API_KEYS_FILE must name a file, not a directory: was " + directory);
  }

  @Test
  void keysWithoutAuthentication_areAContradiction_andNotAnOpenServer() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "ops:" + HASH + ":admin");
    assertThat(problems(Map.of("API_KEYS_FILE", file.toString())))
        .containsExactly("API_KEYS_FILE must not be set without API_AUTH=api-key");
  }

  private static List<String> problems(Map<String, String> values) {
    Settings settings = Settings.of(values);
    AuthConfig.from(settings);
    try {
      settings.finish("API_");
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }

  @Test
  void theFile_isReadAgain_andABadOneChangesNothing() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "ops:" + HASH + ":admin");
    try (ApiKeyAuthentication keys = ApiKeyAuthentication.create(file)) {
      assertThat(caller(keys, KEY).name()).isEqualTo("ops");

      Files.writeString(file, "ops:" + HASH + ":nonsense");
      keys.look();
      assertThat(caller(keys, KEY).name()).isEqualTo("ops");
      Files.delete(file);
      keys.look();
      assertThat(caller(keys, KEY).name()).isEqualTo("ops");

      Files.writeString(file, "web:" + ApiKeys.hash("second") + ":user");
      keys.look();
      assertThat(caller(keys, "second").name()).isEqualTo("web");
      assertThatThrownBy(() -> caller(keys, KEY))
          .isInstanceOfSatisfying(
              ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    }
  }

  @Test
  void theWatch_looksByItself() throws IOException {
    Path file = Files.writeString(directory.resolve("keys"), "ops:" + HASH + ":admin");
    try (ApiKeyAuthentication keys = ApiKeyAuthentication.create(file)) {
      keys.start().toCompletableFuture().join();
      Files.writeString(file, "web:" + ApiKeys.hash("second") + ":user");
      org.awaitility.Awaitility.await()
          .atMost(java.time.Duration.ofSeconds(20))
          .ignoreExceptions()
          .until(() -> caller(keys, "second").name().equals("web"));
    }
  }

  private static Caller caller(Authentication authentication, String key) {
    try {
      return authentication
          .authenticate(new Credentials(List.of("Bearer " + key), List.of()))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw (RuntimeException) e.getCause();
    }
  }
}
