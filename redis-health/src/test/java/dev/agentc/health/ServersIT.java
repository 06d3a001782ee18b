package dev.agentc.health;

import static dev.agentc.health.CheckName.CONNECTIVITY;
import static dev.agentc.health.CheckName.SERVER_INFO;
import static dev.agentc.health.HealthStatus.DEGRADED;
import static dev.agentc.health.HealthStatus.HEALTHY;
import static dev.agentc.health.HealthStatus.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What depends on how the server, or this side, is set up. */
class ServersIT {

  @Test
  void aUserWithoutDangerousCommands_getsASmallerDiagnosisThatSaysSo() {
    try (RedisServer redis = withUser("~agentc:*", "+@all", "-@dangerous");
        Patient patient = Patient.of(redis.settings("app"))) {
      patient.awaitReady(HEALTHY);

      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.INFO_FORBIDDEN);

      assertThat(report.status()).isEqualTo(HEALTHY);
      assertThat(report.check(SERVER_INFO).details())
          .hasEntrySatisfying("redis_version", version -> assertThat(version).isNotNull())
          .containsEntry("redis_mode", "standalone")
          .containsEntry("role", "master")
          .containsEntry("used_memory", null);
      assertThat(report.check(SERVER_INFO).findings().get(0).resolution()).contains("+info");
      assertThat(report.check(CONNECTIVITY).details())
          .containsEntry("authenticated_as", maySayWho(redis) ? "app" : null);
    }
  }

  /** For Redis 6.2, ACL WHOAMI is as dangerous as the rest of ACL. */
  private static boolean maySayWho(RedisServer redis) {
    return !redis.info("server").get("redis_version").startsWith("6.");
  }

  @Test
  void theServer_isCalledByItsName_andHasItsOwnVersion() {
    try (RedisServer redis = RedisServer.create();
        Patient patient = Patient.of(redis.settings())) {
      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.APPEND_ONLY_OFF);

      Map<String, String> info = redis.info("server");
      assertThat(report.check(SERVER_INFO).details())
          .containsEntry("server_name", info.containsKey("valkey_version") ? "valkey" : "redis")
          .containsEntry(
              "redis_version", info.getOrDefault("valkey_version", info.get("redis_version")))
          .containsEntry("redis_mode", "standalone");
    }
  }

  @Test
  void aUserWithTheLeastPermissions_isStillHealthy() {
    try (RedisServer redis =
            withUser("~agentc:*", "+get", "+set", "+del", "+exists", "+ping", "+hello");
        Patient patient = Patient.of(redis.settings("app"))) {
      patient.awaitReady(HEALTHY);

      HealthReport report = patient.awaitFinding(CONNECTIVITY, FindingCode.WHOAMI_FORBIDDEN);

      assertThat(report.status()).isEqualTo(HEALTHY);
    }
  }

  @Test
  void aUserLimitedToAnotherPrefix_mayNotUseTheKeys() {
    try (RedisServer redis = withUser("~app:*", "+@all", "-@dangerous");
        Patient wrong = Patient.of(redis.settings("app"));
        Patient right = Patient.of(redis.settings("app"), "REDIS_KEY_PREFIX", "app")) {
      wrong.awaitReady(UNHEALTHY, FindingCode.KEYS_FORBIDDEN);
      right.awaitReady(HEALTHY);
    }
  }

  @Test
  void aUserWhoMayOnlyRead_isDegraded() {
    try (RedisServer redis = withUser("~agentc:*", "+@read", "+@connection");
        Patient patient = Patient.of(redis.settings("app"))) {
      patient.awaitReady(DEGRADED, FindingCode.WRITES_FORBIDDEN);
    }
  }

  @Test
  void wrongPassword_andNone() {
    try (RedisServer redis = RedisServer.builder().password("right").build();
        Patient wrong = Patient.of(redis.settings(), "REDIS_PASSWORD", "hunter2");
        Patient none = Patient.of(without(redis.settings(), "REDIS_PASSWORD"))) {
      ServiceHealth answer = wrong.awaitReady(UNHEALTHY, FindingCode.AUTHENTICATION_FAILED);
      assertThat(answer.error().orElseThrow()).doesNotContain("hunter2");
      none.awaitReady(UNHEALTHY, FindingCode.AUTHENTICATION_FAILED);
      wrong.awaitFinding(CONNECTIVITY, FindingCode.AUTHENTICATION_FAILED);
    }
  }

  @Test
  void tlsOnThisSideOnly_andOnTheOtherOnly_andWithAnotherAuthority() {
    try (RedisServer plain = RedisServer.create();
        RedisServer secured = RedisServer.builder().tls().build();
        Patient tlsToPlain =
            Patient.of(plain.settings(), "REDIS_TLS", "true", "REDIS_CONNECTION_TIMEOUT", "1");
        Patient plainToTls = Patient.of(without(secured.settings(), "REDIS_TLS", "REDIS_TLS_CA"));
        Patient untrusted = Patient.of(without(secured.settings(), "REDIS_TLS_CA"));
        Patient well = Patient.of(secured.settings())) {
      well.awaitReady(HEALTHY);
      untrusted.awaitReady(UNHEALTHY, FindingCode.TLS_FAILED);
      tlsToPlain.awaitReady(UNHEALTHY, FindingCode.HANDSHAKE_UNANSWERED);
      plainToTls.awaitReady(UNHEALTHY, FindingCode.CONNECTION_CLOSED_EARLY);
    }
  }

  @Test
  void uncoveredSlots() {
    try (RedisServer redis = RedisServer.builder().config("cluster-enabled", "yes").build();
        Patient patient = Patient.of(redis.settings())) {
      patient.awaitReady(UNHEALTHY, FindingCode.CLUSTER_DOWN);
      patient.awaitFinding(SERVER_INFO, FindingCode.CLUSTER_DOWN);
    }
  }

  @Test
  void someSlotsUncovered_isDegradedWhereTheRestIsServed() {
    try (RedisServer redis =
            RedisServer.builder()
                .config("cluster-enabled", "yes")
                .config("cluster-require-full-coverage", "no")
                .build();
        Patient patient = Patient.of(redis.settings())) {
      Stream<String> most = IntStream.rangeClosed(0, 16_000).mapToObj(Integer::toString);
      redis.cli(Stream.concat(Stream.of("CLUSTER", "ADDSLOTS"), most).toArray(String[]::new));

      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.SLOTS_UNCOVERED);

      assertThat(report.check(SERVER_INFO).status()).isEqualTo(DEGRADED);
    }
  }

  @Test
  void aHostThatIsUnknown() {
    Map<String, String> settings = Map.of("REDIS_HOST", "no-such-host.invalid");
    Map<String, String> cluster =
        Map.of("REDIS_TOPOLOGY", "cluster", "REDIS_NODES", "no-such-host.invalid:6379");
    try (Patient patient = Patient.of(settings);
        Patient ofCluster = Patient.of(cluster)) {
      patient.awaitReady(UNHEALTHY, FindingCode.HOST_UNKNOWN);
      ofCluster.awaitReady(UNHEALTHY, FindingCode.HOST_UNKNOWN);
    }
  }

  private static RedisServer withUser(String... rules) {
    return RedisServer.builder().aclUser("app", "secret", rules).build();
  }

  private static Map<String, String> without(Map<String, String> settings, String... names) {
    Map<String, String> fewer = new TreeMap<>(settings);
    for (String name : names) {
      fewer.remove(name);
    }
    return fewer;
  }
}
