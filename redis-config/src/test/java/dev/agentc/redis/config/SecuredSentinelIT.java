package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failsToConnect;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sentinels and data servers that speak TLS only, ask for client certificates, and have a password
 * each.
 */
class SecuredSentinelIT {

  private static final String SENTINELS_REFUSE = "the Sentinels refuse the credentials";

  @RegisterExtension
  static final TopologyExtension<RedisSentinels> extension =
      TopologyExtension.of(
          RedisSentinels.withPassword("watch")
              .mutualTls()
              .password("secret")
              // Also at 127.0.0.2, for which no certificate is made.
              .config("bind", "* -::*"));

  @TempDir private Path directory;

  private RedisSentinels redis;

  @BeforeEach
  void reset() {
    redis = extension.get();
    redis.reset();
  }

  private Map<String, String> without(String... names) {
    Map<String, String> settings = new HashMap<>(redis.settings());
    List.of(names).forEach(settings::remove);
    return settings;
  }

  private static void writesAgain(RedisConnector connector, String value) {
    within(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(() -> get(set(connector, "key", value)).equals("OK"));
  }

  /** Over a connection of its own. */
  private static void assertLeases(RedisConnector connector) {
    String pong = get(connector.managed(commands -> commands.ping()));
    assertThat(pong).isEqualTo("PONG");
  }

  @Test
  void fullVerification_failoverAskedForAndForced_writesGoOn() {
    try (RedisConnector connector = connector(redis.settings())) {
      awaitConnected(connector);
      get(set(connector, "key", "before"));
      RedisServer second = redis.failover();
      writesAgain(connector, "second");
      assertThat(second.cli("GET", "key")).isEqualTo("second");
      RedisServer third = redis.killPrimary();
      writesAgain(connector, "third");
      assertThat(third.cli("GET", "key")).isEqualTo("third");
      assertLeases(connector);
    }
  }

  @Test
  void unknownCa_isUnavailable_andSaysTls() {
    try (RedisConnector connector = connector(without("REDIS_TLS_CA"))) {
      failsToConnect(connector, RedisFailure.Unavailable.class, "TLS");
    }
  }

  @Test
  void sentinelsUnderAnotherName_onlyTheSignatureCounts_ifAskedFor() {
    String nodes = redis.settings().get("REDIS_NODES").replace("127.0.0.1", "127.0.0.2");
    try (RedisConnector full = connector(redis.settings(), "REDIS_NODES", nodes)) {
      failsToConnect(full, RedisFailure.Unavailable.class, "TLS");
    }
    try (RedisConnector ca =
        connector(redis.settings(), "REDIS_NODES", nodes, "REDIS_TLS_VERIFY", "ca")) {
      awaitConnected(ca);
      writesAgain(ca, "value");
    }
  }

  @Test
  void clientCertificateMissing_isUnavailable() {
    try (RedisConnector connector = connector(without("REDIS_TLS_CERT", "REDIS_TLS_KEY"))) {
      failsToConnect(connector, RedisFailure.Unavailable.class, "cannot connect");
    }
  }

  @Test
  void noTlsOnThisSide_isUnavailable() {
    Map<String, String> plain =
        without("REDIS_TLS", "REDIS_TLS_CA", "REDIS_TLS_CERT", "REDIS_TLS_KEY");
    try (RedisConnector connector = connector(plain, "REDIS_CONNECTION_TIMEOUT", "1")) {
      failsToConnect(connector, RedisFailure.Unavailable.class, "cannot connect");
    }
  }

  @Test
  void wrongPasswordOfTheSentinels_andOfTheData_areToldApart() {
    try (RedisConnector sentinels =
            connector(redis.settings(), "REDIS_SENTINEL_PASSWORD", "secret");
        RedisConnector none = connector(without("REDIS_SENTINEL_PASSWORD"));
        RedisConnector data = connector(redis.settings(), "REDIS_PASSWORD", "watch")) {
      failsToConnect(sentinels, RedisFailure.AuthenticationFailed.class, SENTINELS_REFUSE);
      failsToConnect(none, RedisFailure.AuthenticationFailed.class, SENTINELS_REFUSE);
      failsToConnect(data, RedisFailure.AuthenticationFailed.class, "Redis refuses");
    }
  }

  @Test
  void userOfTheSentinelsWithoutPermission_isForbidden_andSaysWhere() {
    redis
        .sentinels()
        .forEach(sentinel -> sentinel.cli("ACL", "SETUSER", "poor", "reset", "on", ">poor"));
    try (RedisConnector connector =
        connector(
            redis.settings(),
            "REDIS_SENTINEL_USERNAME",
            "poor",
            "REDIS_SENTINEL_PASSWORD",
            "poor")) {
      within(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(get(connector.connect()).lastFailure())
                      .get()
                      .isInstanceOf(RedisFailure.Forbidden.class)
                      .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                      .hasMessageContaining("Sentinels"));
      redis.sentinels().forEach(sentinel -> sentinel.cli("ACL", "SETUSER", "poor", "+@all"));
      awaitConnected(connector);
    }
  }

  /** As docs/operations.md tells an operator to. */
  @Test
  void passwordsRotated_ofDataAndSentinels_noRestart_andTheFailoverUsesTheNewOnes()
      throws Exception {
    Path data = Files.writeString(directory.resolve("data"), "secret\n");
    Path sentinels = Files.writeString(directory.resolve("sentinels"), "watch\n");
    Map<String, String> settings = without("REDIS_PASSWORD", "REDIS_SENTINEL_PASSWORD");
    settings.put("REDIS_PASSWORD_FILE", data.toString());
    settings.put("REDIS_SENTINEL_PASSWORD_FILE", sentinels.toString());
    try (RedisConnector connector = connector(settings)) {
      awaitConnected(connector);

      redis.data().servers().forEach(server -> add(server, "secret-2"));
      redis.sentinels().forEach(server -> add(server, "watch-2"));
      Files.writeString(data, "secret-2\n");
      Files.writeString(sentinels, "watch-2\n");
      redis.data().servers().forEach(server -> remove(server, "secret"));
      redis.sentinels().forEach(server -> remove(server, "watch"));

      // What has logged in stays, and what is new logs in with the new ones.
      assertThat(get(set(connector, "key", "same connection"))).isEqualTo("OK");
      assertThat(connector.status().reconnects()).isZero();
      assertLeases(connector);
      RedisServer after = redis.failover();
      writesAgain(connector, "after");
      assertThat(after.cli("GET", "key")).isEqualTo("after");
      assertThat(connector.status().reconnects()).isPositive();
    } finally {
      redis.data().servers().forEach(server -> add(server, "secret"));
      redis.sentinels().forEach(server -> add(server, "watch"));
    }
  }

  private static void add(RedisServer server, String password) {
    server.cli("ACL", "SETUSER", "default", ">" + password);
  }

  private static void remove(RedisServer server, String password) {
    server.cli("ACL", "SETUSER", "default", "<" + password);
  }
}
