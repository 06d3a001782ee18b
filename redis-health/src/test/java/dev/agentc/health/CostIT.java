package dev.agentc.health;

import static dev.agentc.health.HealthStatus.HEALTHY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** H2 and H7: what probes cost Redis, and how long they take when it hangs. */
class CostIT {

  private static final int PROBES = 50;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void ready_costsThreeCommandsAndFarLessThan8KiB() {
    try (Patient patient = Patient.of(redis.settings())) {
      patient.awaitReady(HEALTHY);
      long bytesBefore = outputBytes();
      redis.resetCounts();

      patient.ready();

      assertThat(redis.commandCounts()).isEqualTo(Map.of("ping", 1L, "get", 1L, "set", 1L));
      // The difference holds a reply to the fixture's own INFO, too.
      assertThat(outputBytes() - bytesBefore).isLessThan(8 * 1024);
    }
  }

  @Test
  void manyProbesAtOnce_costOneRound() {
    try (Patient patient = Patient.untried(redis.settings(), Duration.ofSeconds(30))) {
      redis.resetCounts();

      List<CompletionStage<ServiceHealth>> answers = new ArrayList<>();
      for (int i = 0; i < PROBES; i++) {
        answers.add(patient.health.ready());
      }
      answers.forEach(Patient::get);

      assertThat(redis.commandCounts()).containsEntry("set", 1L).containsEntry("get", 1L);
    }
  }

  @Test
  void probeKeys_expireByThemselves() {
    try (Patient patient = Patient.of(redis.settings())) {
      patient.awaitReady(HEALTHY);
      patient.check();

      List<String> keys = redis.cli("KEYS", "*").lines().toList();

      assertThat(keys)
          .isNotEmpty()
          .allSatisfy(
              key -> {
                assertThat(key).startsWith("agentc:health:");
                assertThat(Long.parseLong(redis.cli("PTTL", key))).isBetween(0L, 10_000L);
              });
    }
  }

  @Test
  void pausedRedis_allProbesAnswerWithinTheBudget_oneRoundPerCache() throws Exception {
    ScheduledExecutorService callers = Executors.newScheduledThreadPool(1);
    try (Patient patient = Patient.untried(redis.settings(), Duration.ofSeconds(1))) {
      patient.awaitReady(HEALTHY);
      redis.resetCounts();
      redis.pause();
      Queue<CompletionStage<Duration>> answers = new ConcurrentLinkedQueue<>();
      CountDownLatch rounds = new CountDownLatch(30);

      var unused =
          callers.scheduleAtFixedRate(
              () -> {
                for (int i = 0; i < PROBES; i++) {
                  answers.add(timed(patient));
                }
                rounds.countDown();
              },
              0,
              100,
              TimeUnit.MILLISECONDS);

      assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();
      callers.shutdown();
      answers.forEach(
          answer -> assertThat(Patient.get(answer)).isLessThan(HealthConfig.DEFAULT_BUDGET));
      redis.resume();
      patient.awaitReady(HEALTHY);
      // Three seconds, one round at each full second, and those that found it back.
      assertThat(redis.commandCounts().get("set")).isLessThanOrEqualTo(6);
    } finally {
      redis.resume();
      callers.shutdownNow();
    }
  }

  private static CompletionStage<Duration> timed(Patient patient) {
    long asked = System.nanoTime();
    return patient.health.ready().thenApply(answer -> Duration.ofNanos(System.nanoTime() - asked));
  }

  private static long outputBytes() {
    return Long.parseLong(redis.info("stats").get("total_net_output_bytes"));
  }
}
