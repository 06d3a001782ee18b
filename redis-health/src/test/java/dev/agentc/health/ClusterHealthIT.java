package dev.agentc.health;

import static dev.agentc.health.CheckName.CONNECTIVITY;
import static dev.agentc.health.CheckName.OPERATIONAL;
import static dev.agentc.health.CheckName.PERFORMANCE;
import static dev.agentc.health.CheckName.SERVER_INFO;
import static dev.agentc.health.HealthStatus.DEGRADED;
import static dev.agentc.health.HealthStatus.HEALTHY;
import static dev.agentc.health.HealthStatus.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cluster of three primaries and three replicas: each primary may be ill alone. */
class ClusterHealthIT {

  @RegisterExtension
  static final TopologyExtension<RedisCluster> extension =
      TopologyExtension.of(
          RedisCluster.builder().aclUser("least", "secret", "~agentc:*", "+@all", "-@dangerous"));

  private RedisCluster cluster;

  @BeforeEach
  void reset() {
    cluster = extension.get();
    cluster.servers().forEach(RedisServer::resume);
    cluster.reset();
    cluster.servers().forEach(server -> server.outOfMemory(false));
    needFullCoverage(false);
  }

  /** Whether all of the cluster refuses when a part of it is not served. */
  private void needFullCoverage(boolean needed) {
    for (RedisServer server : cluster.servers()) {
      server.cli("CONFIG", "SET", "cluster-require-full-coverage", needed ? "yes" : "no");
    }
  }

  private Patient patient(String... more) {
    return Patient.of(cluster.settings(), more);
  }

  /** Nobody takes over from it. */
  private RedisServer primaryWithoutReplica() {
    RedisServer primary = cluster.primaries().get(0);
    cluster.replicasOf(primary).forEach(RedisServer::kill);
    return primary;
  }

  @Test
  void allWell_isHealthyInAllChecks_andToldAsOne() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);

      HealthReport report = patient.check();

      assertThat(report.topology()).isEqualTo("cluster");
      assertThat(report.checks().values())
          .allSatisfy(check -> assertThat(check.status()).isEqualTo(HEALTHY));
      Map<String, Object> info = report.check(SERVER_INFO).details();
      assertThat(info).containsEntry("redis_mode", "cluster").containsEntry("role", "master");
      long largest =
          cluster.primaries().stream()
              .mapToLong(server -> Long.parseLong(server.info("memory").get("used_memory")))
              .max()
              .orElseThrow();
      assertThat((Long) info.get("used_memory")).isGreaterThan(2 * largest);
      assertThat(report.check(CONNECTIVITY).details())
          .containsEntry("topology", "cluster")
          .containsEntry("authenticated_as", "default");
    }
  }

  @Test
  void aLookCostsEachPrimaryThreeCommands_andReadsNoReplica() {
    // Enough for a busy machine: a look that is cut short has not cost all of it yet.
    try (Patient patient = Patient.patient(cluster.settings(), Duration.ofSeconds(5))) {
      patient.awaitReady(HEALTHY);
      cluster.servers().forEach(RedisServer::resetCounts);

      patient.ready();

      for (RedisServer primary : cluster.primaries()) {
        assertThat(primary.commandCounts())
            .containsEntry("ping", 1L)
            .containsEntry("get", 1L)
            .containsEntry("set", 1L);
      }
      for (RedisServer replica : cluster.replicas()) {
        // It has the replicated SET, and at times a PING of its primary.
        assertThat(replica.commandCounts()).doesNotContainKey("get");
      }
    }
  }

  @Test
  void onePrimaryOutOfMemory_isSeen_whicheverItIs() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      for (RedisServer ill : cluster.primaries()) {
        ill.outOfMemory(true);

        ServiceHealth answer = patient.awaitReady(DEGRADED, FindingCode.OUT_OF_MEMORY);
        assertThat(answer.error().orElseThrow()).startsWith("1 of 3 primaries of the cluster: ");
        HealthReport report = patient.awaitFinding(OPERATIONAL, FindingCode.OUT_OF_MEMORY);
        assertThat(report.status()).isEqualTo(DEGRADED);
        assertThat(report.check(OPERATIONAL).details())
            .containsEntry("readable", true)
            .containsEntry("writable", false);

        ill.outOfMemory(false);
        patient.awaitReady(HEALTHY);
      }
    }
  }

  @Test
  void onePrimaryGone_theRestIsServed_andItIsWellWhenItIsBack() {
    RedisServer gone = primaryWithoutReplica();
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      gone.kill();

      ServiceHealth answer = patient.awaitReady(DEGRADED, FindingCode.PRIMARY_DOWN);
      assertThat(answer.error().orElseThrow())
          .startsWith("1 of 3 primaries of the cluster does not serve: ");
      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.SLOTS_UNCOVERED);
      assertThat(report.status()).isEqualTo(DEGRADED);
      assertThat(report.check(OPERATIONAL).details()).containsEntry("readable", false);
      assertThat(Patient.codes(report.check(OPERATIONAL).findings()))
          .containsExactly(FindingCode.PRIMARY_DOWN);
      assertThat(report.check(CONNECTIVITY).details()).containsEntry("connected", true);

      gone.start();
      patient.awaitReady(HEALTHY);
    }
  }

  @Test
  void onePrimaryGone_andTheClusterServesAllOrNothing_isDown() {
    needFullCoverage(true);
    RedisServer gone = primaryWithoutReplica();
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      gone.kill();

      patient.awaitReady(UNHEALTHY, FindingCode.CLUSTER_DOWN);
      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.CLUSTER_DOWN);
      assertThat(report.status()).isEqualTo(UNHEALTHY);

      gone.start();
      patient.awaitReady(HEALTHY);
    }
  }

  @Test
  void onePrimaryHung_isToldWithinTheBudget() {
    RedisServer hung = primaryWithoutReplica();
    // Nobody is refused, so that nothing makes this process ask whether the cluster has given up a
    // node that hangs; what it has given up no check but the operational one tells of.
    try (Patient patient = patient("REDIS_SOCKET_TIMEOUT", "30")) {
      patient.awaitReady(HEALTHY);
      hung.pause();

      patient.awaitReady(DEGRADED, FindingCode.PRIMARY_DOWN);
      HealthReport report = patient.awaitFinding(PERFORMANCE, FindingCode.PRIMARY_DOWN);
      assertThat(report.check(PERFORMANCE).details().get("ping_latency_ms")).isNotNull();

      hung.resume();
      patient.awaitReady(HEALTHY);
    }
  }

  @Test
  void aReplicaTakesOver_isWellAgain_andNobodyWasRestarted() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      patient.check();
      RedisServer dead = cluster.primaries().get(0);
      cluster.killPrimary(dead);

      patient.awaitReady(HEALTHY);
      HealthReport report = patient.check();

      assertThat(Patient.codes(report.findings())).doesNotContain(FindingCode.RESTARTED);
      assertThat(report.check(SERVER_INFO).details()).containsEntry("role", "master");
    }
  }

  @Test
  void onePrimaryWithAnotherPassword_isToldAsThat() {
    RedisServer other = primaryWithoutReplica();
    other.cli("ACL", "SETUSER", "least", "resetpass", ">other");
    try (Patient patient = Patient.of(cluster.settings("least"))) {
      ServiceHealth answer = patient.awaitReady(DEGRADED, FindingCode.PRIMARY_DOWN);
      assertThat(answer.error().orElseThrow()).contains("refuses the credentials");
    } finally {
      other.cli("ACL", "SETUSER", "least", "resetpass", ">secret");
    }
  }

  @Test
  void aWrongPassword_isToldAsThat() {
    Map<String, String> settings = cluster.settings("least");
    try (Patient patient = Patient.of(settings, "REDIS_PASSWORD", "hunter2")) {
      ServiceHealth answer = patient.awaitReady(UNHEALTHY, FindingCode.AUTHENTICATION_FAILED);
      assertThat(answer.error().orElseThrow()).doesNotContain("hunter2");
    }
  }

  @Test
  void aUserWithoutDangerousCommands_getsASmallerDiagnosisThatSaysSo() {
    try (Patient patient = Patient.of(cluster.settings("least"))) {
      patient.awaitReady(HEALTHY);

      HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.INFO_FORBIDDEN);

      assertThat(report.status()).isEqualTo(HEALTHY);
      assertThat(report.check(SERVER_INFO).details())
          .containsEntry("redis_mode", "cluster")
          .containsEntry("used_memory", null);
      assertThat(report.check(CONNECTIVITY).details()).containsEntry("authenticated_as", "least");
    }
  }
}
