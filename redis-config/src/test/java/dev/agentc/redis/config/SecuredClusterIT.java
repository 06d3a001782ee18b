package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failsToConnect;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A cluster that speaks TLS only, asks for client certificates, and has a password. */
class SecuredClusterIT {

  /** One at least on every primary. */
  private static final List<String> KEYS =
      IntStream.range(0, 60).mapToObj(i -> "key:" + i).toList();

  @RegisterExtension
  static final TopologyExtension<RedisCluster> extension =
      TopologyExtension.of(
          RedisCluster.builder()
              .mutualTls()
              .password("secret")
              // Also at 127.0.0.2, for which no certificate is made.
              .config("bind", "* -::*"));

  @TempDir private Path directory;

  private RedisCluster cluster;

  @BeforeEach
  void reset() {
    cluster = extension.get();
    cluster.reset();
  }

  private Map<String, String> without(String... names) {
    Map<String, String> settings = new HashMap<>(cluster.settings());
    List.of(names).forEach(settings::remove);
    return settings;
  }

  private static void writesEverywhere(RedisConnector connector) {
    KEYS.stream()
        .map(key -> set(connector, key, "value"))
        .toList()
        .forEach(written -> assertThat(get(written)).isEqualTo("OK"));
  }

  /** TLS with each node takes its time on a machine that has much else to do. */
  private static void writesEverywhereAgain(RedisConnector connector) {
    within(Duration.ofSeconds(20))
        .ignoreExceptions()
        .untilAsserted(() -> writesEverywhere(connector));
  }

  /** Over a connection of its own. */
  private static void assertLeases(RedisConnector connector) {
    String pong = get(connector.managed(KEYS.get(0), commands -> commands.ping()));
    assertThat(pong).isEqualTo("PONG");
  }

  @Test
  void fullVerification_failoverAskedForAndForced_writesGoOn() {
    try (RedisConnector connector = connector(cluster.settings())) {
      awaitConnected(connector);
      writesEverywhereAgain(connector);
      cluster.failover(cluster.replicas().get(0));
      writesEverywhereAgain(connector);
      cluster.killPrimary(cluster.primaries().get(0));
      writesEverywhereAgain(connector);
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
  void seedsUnderAnotherName_onlyTheSignatureCounts_ifAskedFor() {
    String nodes = cluster.settings().get("REDIS_NODES").replace("127.0.0.1", "127.0.0.2");
    try (RedisConnector full = connector(cluster.settings(), "REDIS_NODES", nodes)) {
      failsToConnect(full, RedisFailure.Unavailable.class, "TLS");
    }
    try (RedisConnector ca =
        connector(cluster.settings(), "REDIS_NODES", nodes, "REDIS_TLS_VERIFY", "ca")) {
      awaitConnected(ca);
      writesEverywhereAgain(ca);
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
  void wrongPassword_andNone_areAuthenticationFailed() {
    try (RedisConnector wrong = connector(cluster.settings(), "REDIS_PASSWORD", "wrong");
        RedisConnector none = connector(without("REDIS_PASSWORD"))) {
      failsToConnect(wrong, RedisFailure.AuthenticationFailed.class, "credentials");
      failsToConnect(none, RedisFailure.AuthenticationFailed.class, "credentials");
    }
  }

  /** As docs/operations.md tells an operator to. */
  @Test
  void passwordRotated_nodeByNode_noRestart_andTheFailoverUsesTheNewOne() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "secret\n");
    Map<String, String> settings = without("REDIS_PASSWORD");
    settings.put("REDIS_PASSWORD_FILE", file.toString());
    try (RedisConnector connector = connector(settings)) {
      awaitConnected(connector);
      writesEverywhereAgain(connector);
      for (RedisServer node : cluster.servers()) {
        node.cli("ACL", "SETUSER", "default", ">secret-2");
        writesEverywhere(connector);
      }
      Files.writeString(file, "secret-2\n");
      for (RedisServer node : cluster.servers()) {
        node.cli("ACL", "SETUSER", "default", "<secret");
        writesEverywhere(connector);
      }

      for (RedisServer node : cluster.servers()) {
        node.cli("CLIENT", "KILL", "USER", "default");
        writesEverywhereAgain(connector);
      }
      cluster.failover(cluster.replicas().get(0));
      writesEverywhereAgain(connector);
      assertLeases(connector);
    } finally {
      cluster.servers().forEach(node -> node.cli("ACL", "SETUSER", "default", ">secret"));
    }
  }

  @Test
  void fileChangedBeforeTheNodes_newConnectionsFailTyped_andHealWhenTheyFollow() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), "secret\n");
    Map<String, String> settings = without("REDIS_PASSWORD");
    settings.put("REDIS_PASSWORD_FILE", file.toString());
    try (RedisConnector connector = connector(settings)) {
      awaitConnected(connector);
      Files.writeString(file, "secret-3\n");
      RedisServer node = cluster.primaryOf(KEYS.get(0));
      node.cli("CLIENT", "KILL", "USER", "default");
      within(Duration.ofSeconds(20))
          .untilAsserted(
              () ->
                  assertThat(failure(set(connector, KEYS.get(0), "value")))
                      .isInstanceOf(RedisFailure.class));

      cluster.servers().forEach(each -> each.cli("ACL", "SETUSER", "default", ">secret-3"));
      writesEverywhereAgain(connector);
    } finally {
      cluster.servers().forEach(each -> each.cli("ACL", "SETUSER", "default", "<secret-3"));
    }
  }
}
