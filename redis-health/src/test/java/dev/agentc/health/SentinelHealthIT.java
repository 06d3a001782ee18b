package dev.agentc.health;

import static dev.agentc.health.CheckName.CONNECTIVITY;
import static dev.agentc.health.CheckName.OPERATIONAL;
import static dev.agentc.health.CheckName.SERVER_INFO;
import static dev.agentc.health.HealthStatus.DEGRADED;
import static dev.agentc.health.HealthStatus.HEALTHY;
import static dev.agentc.health.HealthStatus.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A primary with two replicas under three Sentinels. */
class SentinelHealthIT {

  @RegisterExtension
  static final TopologyExtension<RedisSentinels> extension =
      TopologyExtension.of(RedisSentinels.withPassword("watch").password("secret"));

  private RedisSentinels redis;

  @BeforeEach
  void reset() {
    redis = extension.get();
    redis.data().servers().forEach(RedisServer::resume);
    redis.reset();
    redis.data().servers().forEach(server -> server.outOfMemory(false));
  }

  private Patient patient(String... more) {
    return Patient.of(redis.settings(), more);
  }

  @Test
  void allWell_isHealthyInAllChecks_atThePrimary() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);

      HealthReport report = patient.check();

      assertThat(report.topology()).isEqualTo("sentinel");
      assertThat(report.checks().values())
          .allSatisfy(check -> assertThat(check.status()).isEqualTo(HEALTHY));
      assertThat(report.check(SERVER_INFO).details()).containsEntry("role", "master");
      assertThat(report.check(CONNECTIVITY).details()).containsEntry("topology", "sentinel");
    }
  }

  @Test
  void primaryOutOfMemory() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      redis.primary().outOfMemory(true);

      patient.awaitReady(DEGRADED, FindingCode.OUT_OF_MEMORY);
      patient.awaitFinding(OPERATIONAL, FindingCode.OUT_OF_MEMORY);
    }
  }

  @Test
  void primaryKilled_andNobodyMayTakeOver_isUnreachable_thenWellAtTheNewOne() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      RedisServer before = redis.primary();
      redis.sentinels().forEach(RedisServer::pause);
      before.kill();

      patient.awaitReady(UNHEALTHY, FindingCode.UNREACHABLE);

      redis.sentinels().forEach(RedisServer::resume);
      redis.awaitFailoverFrom(before);
      patient.awaitReady(HEALTHY);
      assertThat(patient.check().check(SERVER_INFO).details()).containsEntry("role", "master");
    }
  }

  @Test
  void failoverAskedFor_endsWellAtTheNewPrimary() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      redis.failover();

      patient.awaitReady(HEALTHY);
      assertThat(patient.check().check(SERVER_INFO).details()).containsEntry("role", "master");
    }
  }

  @Test
  void primaryHangs_isToldAndEndsWellAtTheNewOne() {
    try (Patient patient = patient("REDIS_SOCKET_TIMEOUT", "0.5")) {
      patient.awaitReady(HEALTHY);
      RedisServer before = redis.primary();
      before.pause();
      redis.awaitFailoverFrom(before);

      patient.awaitReady(HEALTHY);
    }
  }

  @Test
  void sentinelsGone_thePrimaryStillServes_aNewProcessFindsNothing() {
    try (Patient patient = patient()) {
      patient.awaitReady(HEALTHY);
      redis.sentinels().forEach(RedisServer::kill);

      // Without them a connection that was lost would not come back.
      patient.awaitReady(HEALTHY);
      try (Patient next = patient()) {
        next.awaitReady(UNHEALTHY, FindingCode.UNREACHABLE);
      }
    }
  }

  @Test
  void wrongPasswords_ofTheServersOrOfTheSentinels_areTold() {
    try (Patient servers = patient("REDIS_PASSWORD", "hunter2");
        Patient sentinels = patient("REDIS_SENTINEL_PASSWORD", "hunter2")) {
      for (Patient patient : new Patient[] {servers, sentinels}) {
        ServiceHealth answer = patient.awaitReady(UNHEALTHY, FindingCode.AUTHENTICATION_FAILED);
        assertThat(answer.error().orElseThrow()).doesNotContain("hunter2");
        assertThat(answer.findings().get(0).resolution())
            .contains("REDIS_PASSWORD", "REDIS_SENTINEL_PASSWORD");
      }
    }
  }

  @Test
  void aNameThatTheSentinelsDoNotKnow_isToldAsThat() {
    try (Patient patient = patient("REDIS_SENTINEL_MASTER", "other")) {
      patient.awaitReady(UNHEALTHY, FindingCode.PRIMARY_UNKNOWN);
    }
  }
}
