package dev.agentc.health;

import static dev.agentc.health.CheckName.CONNECTIVITY;
import static dev.agentc.health.CheckName.OPERATIONAL;
import static dev.agentc.health.CheckName.PERFORMANCE;
import static dev.agentc.health.CheckName.SERVER_INFO;
import static dev.agentc.health.HealthStatus.DEGRADED;
import static dev.agentc.health.HealthStatus.HEALTHY;
import static dev.agentc.health.HealthStatus.UNHEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisErrorReply;
import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each row of "PING is not a health check", and each other fault, has a finding of its own. */
class FaultsIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private Patient patient;

  @BeforeEach
  void connect() {
    redis.reset();
    patient = Patient.of(redis.settings());
    patient.awaitReady(HEALTHY);
  }

  @AfterEach
  void close() {
    patient.close();
  }

  @Test
  void aRedisThatWorks_isHealthyInAllChecks() {
    HealthReport report = patient.check();

    assertThat(report.checks().values())
        .allSatisfy(
            check -> assertThat(check.status()).as(check.name().label()).isEqualTo(HEALTHY));
    assertThat(report.findings()).extracting(Finding::severity).containsOnly(Severity.INFO);
  }

  @Test
  void outOfMemory() {
    redis.outOfMemory(true);

    expect(DEGRADED, FindingCode.OUT_OF_MEMORY, OPERATIONAL);
    assertThat(patient.check().check(OPERATIONAL).details())
        .containsEntry("readable", true)
        .containsEntry("writable", false)
        .containsEntry("set_operation", "failed")
        .containsEntry("get_operation", "success")
        .containsEntry("delete_operation", "success");

    redis.outOfMemory(false);
    patient.awaitReady(HEALTHY);
  }

  @Test
  void becameAReplica() {
    redis.makeReadOnly();

    expect(DEGRADED, FindingCode.READ_ONLY, OPERATIONAL);
    patient.awaitFinding(SERVER_INFO, FindingCode.REPLICA_STALE);
  }

  @Test
  void replicaThatLostItsPrimaryAndServesNothing() {
    redis.loseMaster();

    expect(UNHEALTHY, FindingCode.REPLICA_LINK_DOWN, OPERATIONAL);
  }

  @Test
  void failedBackgroundSave() {
    redis.failPersistence(true);

    expect(DEGRADED, FindingCode.PERSISTENCE_FAILED, OPERATIONAL);
    HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.PERSISTENCE_FAILING);
    assertThat(report.check(CONNECTIVITY).details()).containsEntry("connected", true);
  }

  @Test
  void tooFewReplicas() {
    redis.cli("CONFIG", "SET", "min-replicas-to-write", "1");
    try {
      expect(DEGRADED, FindingCode.TOO_FEW_REPLICAS, OPERATIONAL);
    } finally {
      redis.cli("CONFIG", "SET", "min-replicas-to-write", "0");
    }
  }

  @Test
  void busyWithACommand_thenBack_isSaidAfterwards() {
    CompletableFuture<Void> sleep =
        CompletableFuture.runAsync(() -> redis.cli("DEBUG", "SLEEP", "1.5"));

    patient.awaitReady(UNHEALTHY, FindingCode.NO_REPLY);
    sleep.join();
    patient.awaitReady(HEALTHY);

    patient.awaitFinding(PERFORMANCE, FindingCode.STALLED);
    assertThat(Patient.codes(patient.check().findings())).doesNotContain(FindingCode.STALLED);
  }

  @Test
  void busyWithAScript() {
    redis.cli("CONFIG", "SET", "lua-time-limit", "10");
    CompletableFuture<Void> script =
        CompletableFuture.runAsync(() -> redis.cli("EVAL", "while true do end", "0"))
            .exceptionally(killed -> null);
    try {
      expect(UNHEALTHY, FindingCode.SCRIPT_BUSY, OPERATIONAL);
    } finally {
      killScript();
      script.join();
    }
    patient.awaitReady(HEALTHY);
  }

  @Test
  void paused_isToldInTime_andOver_isToldToo() {
    redis.pause();

    long before = System.nanoTime();
    patient.awaitReady(UNHEALTHY, FindingCode.NO_REPLY);
    assertThat(System.nanoTime() - before).isLessThan(5_000_000_000L);
    assertThat(patient.check().status()).isEqualTo(UNHEALTHY);

    redis.resume();
    patient.awaitReady(HEALTHY);
  }

  @Test
  void writesPaused_readsGoOn() {
    redis.cli("CLIENT", "PAUSE", "60000", "WRITE");
    try {
      expect(DEGRADED, FindingCode.WRITES_STALLED, OPERATIONAL);
    } finally {
      redis.cli("CLIENT", "UNPAUSE");
    }
  }

  /** No look is misled by a write that an earlier one, or one beside it, waits for. */
  @Test
  void writesPaused_everyLookSaysSo() {
    // A write is given up after the look that waits for it, and before the next is over.
    Duration budget = Duration.ofSeconds(2);
    try (Patient slow = Patient.patient(redis.settings(), budget, "REDIS_SOCKET_TIMEOUT", "2")) {
      slow.awaitReady(HEALTHY);
      slow.check();
      redis.cli("CLIENT", "PAUSE", "60000", "WRITE");
      for (int round = 0; round < 5; round++) {
        CompletableFuture<HealthReport> check = slow.health.check().toCompletableFuture();
        assertThat(Patient.codes(slow.ready().findings()))
            .as("ready, round %d", round)
            .containsExactly(FindingCode.WRITES_STALLED);
        assertThat(Patient.codes(Patient.get(check).findings()))
            .as("check, round %d", round)
            .contains(FindingCode.WRITES_STALLED)
            .doesNotContain(FindingCode.NO_REPLY, FindingCode.STALLED);
      }
    } finally {
      redis.cli("CLIENT", "UNPAUSE");
    }
    patient.awaitReady(HEALTHY);
  }

  @Test
  void gone_andBack() {
    redis.kill();

    expect(UNHEALTHY, FindingCode.UNREACHABLE, CONNECTIVITY);
    HealthReport report = patient.check();
    assertThat(report.checks().values())
        .filteredOn(check -> check.name() != CheckName.CONNECTION_POOL)
        .allSatisfy(check -> assertThat(check.error()).isPresent());

    redis.start();
    patient.awaitReady(HEALTHY);
    patient.awaitFinding(SERVER_INFO, FindingCode.APPEND_ONLY_OFF);
  }

  @Test
  void backAgain_isToldAtOnce_howeverLongAnAnswerIsKept() {
    try (Patient slow = Patient.untried(redis.settings(), Duration.ofMinutes(1))) {
      assertThat(slow.ready().status()).isEqualTo(HEALTHY);
      redis.kill();
      slow.awaitReady(UNHEALTHY, FindingCode.UNREACHABLE);

      redis.start();

      slow.awaitReady(HEALTHY);
    }
  }

  @Test
  void restarted_isTold() {
    patient.check();
    redis.restart();
    patient.awaitReady(HEALTHY);

    patient.awaitFinding(SERVER_INFO, FindingCode.RESTARTED);
  }

  @Test
  void loading() {
    redis.restartLoading();

    expect(UNHEALTHY, FindingCode.LOADING, SERVER_INFO);
  }

  @Test
  void tooManyClients() {
    redis.cli("CONFIG", "SET", "maxclients", "1");
    try (Patient next = Patient.of(redis.settings())) {
      next.awaitReady(UNHEALTHY, FindingCode.TOO_MANY_CLIENTS);
    }
    patient.close();
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> redis.cli("CONFIG", "SET", "maxclients", "1000"), "OK"::equals);
  }

  @Test
  void evictions_areCountedSinceThePreviousLook_soThatTheWarningClears() {
    redis.fill(2_000, 1_000);
    patient.check();
    redis.cli("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
    redis.cli("CONFIG", "SET", "maxmemory", "2mb");
    redis.cli("SET", "one", "more");

    HealthReport report = patient.awaitFinding(SERVER_INFO, FindingCode.EVICTIONS);
    assertThat(report.status()).isEqualTo(DEGRADED);
    assertThat(Patient.codes(report.findings())).contains(FindingCode.EVICTION_ALLOWED);

    redis.outOfMemory(false);
    patient.check();
    assertThat(Patient.codes(patient.check().findings())).doesNotContain(FindingCode.EVICTIONS);
  }

  private void expect(HealthStatus status, FindingCode code, CheckName where) {
    ServiceHealth answer = patient.awaitReady(status, code);
    assertThat(answer.error()).contains(code.message());
    HealthReport report = patient.awaitFinding(where, code);
    assertThat(report.status()).isEqualTo(status);
    Patient.assertComplete(report);
  }

  private static void killScript() {
    try {
      redis.cli("SCRIPT", "KILL");
    } catch (RedisErrorReply overAlready) {
      assertThat(overAlready).hasMessageContaining("NOTBUSY");
    }
  }
}
