package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Passwords and ACL users. */
class AuthenticationIT {

  @RegisterExtension
  static final RedisExtension redis =
      RedisExtension.builder()
          .password("first")
          .aclUser("app", "app-secret", "~agentc:*", "+@all", "-@dangerous")
          .aclUser("bare", "bare-secret", "~agentc:*", "+get", "+set", "+ping")
          .build();

  @BeforeEach
  void reset() {
    redis.reset();
    redis.cli("CONFIG", "SET", "requirepass", "first");
  }

  @Test
  void wrongPassword_isTheKnownReason_untilItIsRight() {
    try (RedisConnector connector = connector(redis, "REDIS_PASSWORD", "second")) {
      ConnectionStatus status = get(connector.connect());

      assertThat(status.lastFailure()).containsInstanceOf(RedisFailure.AuthenticationFailed.class);
      assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.AuthenticationFailed.class);
      assertThat(failure(connector.validateConnection()))
          .isInstanceOf(RedisFailure.AuthenticationFailed.class);
      assertThat(get(connector.optional(commands -> commands.ping()))).isEmpty();

      redis.cli("CONFIG", "SET", "requirepass", "second");
      within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void missingPassword_isAuthenticationFailed() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.remove("REDIS_PASSWORD");
    try (RedisConnector connector = connector(settings)) {
      get(connector.connect());

      assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.AuthenticationFailed.class);
    }
  }

  @Test
  void passwordFile_isReadAgainForEachConnection(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "first\n");
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.remove("REDIS_PASSWORD");
    settings.put("REDIS_PASSWORD_FILE", file.toString());
    try (RedisConnector connector = connector(settings)) {
      awaitConnected(connector);

      redis.cli("CONFIG", "SET", "requirepass", "second");
      Files.writeString(file, "second\n");
      redis.cli("CLIENT", "KILL", "USER", "default");

      within(Duration.ofSeconds(2).plus(SLACK))
          .until(() -> connector.status().connected() && connector.status().reconnects() > 0);
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void aclUser_withoutDangerousCommands_works_andTellsLess() {
    try (RedisConnector connector = connector(redis.settings("app"))) {
      ServerReport report = get(connector.validateConnection());

      assertThat(report.version()).matches("\\d+\\..*");
      assertThat(report.mode()).isEqualTo("standalone");
      assertThat(report.role()).isEqualTo("master");
      assertThat(report.usedMemoryBytes()).isEmpty();
      assertThat(get(set(connector, "agentc:key", "value"))).isEqualTo("OK");
      assertThat(failure(set(connector, "elsewhere", "value")))
          .isInstanceOf(RedisFailure.Forbidden.class);
      assertThat(redis.cli("CLIENT", "LIST")).contains("name=agentc");
    }
  }

  @Test
  void aclUser_whoseScriptMayNotDoAll_isForbidden() {
    try (RedisConnector connector = connector(redis.settings("app"))) {
      awaitConnected(connector);
      RedisOperation<String> reach =
          commands ->
              commands.eval(
                  "return redis.call('GET', 'elsewhere')", ScriptOutputType.VALUE, "agentc:key");

      assertThat(failure(connector.required(reach))).isInstanceOf(RedisFailure.Forbidden.class);
    }
  }

  @Test
  void aclUser_thatMayNotNameItsConnection_stillConnects() {
    try (RedisConnector connector = connector(redis.settings("bare"))) {
      awaitConnected(connector);

      assertThat(get(set(connector, "agentc:key", "value"))).isEqualTo("OK");
      assertThat(get(connector.validateConnection()).version()).matches("\\d+\\..*");
      String leased = get(connector.managed(commands -> commands.ping()));
      assertThat(leased).isEqualTo("PONG");
    }
  }

  @Test
  void database_isSelectedOnEveryConnection() {
    try (RedisConnector connector = connected(redis, "REDIS_DB", "3")) {
      get(set(connector, "key", "value"));
      get(connector.managed(commands -> commands.set("leased", new byte[1])));
    }

    assertThat(redis.info("keyspace")).containsOnlyKeys("db3");
  }
}
