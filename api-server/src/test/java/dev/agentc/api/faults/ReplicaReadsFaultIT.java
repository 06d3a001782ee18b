package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code REDIS_READ_FROM=replica-preferred} under Sentinel: replicas come and go. */
class ReplicaReadsFaultIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static RedisSentinels redis;
  private static Product product;

  @BeforeAll
  static void start() {
    redis = RedisSentinels.builder().appendOnly().build();
    product = new Product(redis.settings(), "REDIS_READ_FROM", "replica-preferred");
    FaultRun.warmUp(product, redis.settings());
  }

  @AfterAll
  static void end() {
    product.close();
    redis.close();
  }

  @AfterEach
  void mend() {
    redis.reset();
  }

  /** Chats are read by script; what a replica is sent of writes are their effects, not scripts. */
  private static void awaitReadsAt(List<RedisServer> replicas) {
    replicas.forEach(RedisServer::resetCounts);
    Awaitility.await("reads at a replica")
        .atMost(PATIENCE)
        .until(
            () ->
                replicas.stream()
                    .anyMatch(one -> one.commandCounts().getOrDefault("evalsha", 0L) > 0));
  }

  /** One after another, so that every caller's replica is among them. */
  @Test
  void replicasKilled_nobodyNotices_andTheyAreReadAgainWhenTheyAreBack() {
    // The primary stays: one that a busy machine keeps from running for a moment is not replaced.
    redis.replacePrimaryAfter(Duration.ofSeconds(30));
    try (FaultRun run = FaultRun.start("sentinel reads, replicas killed", product)) {
      List<RedisServer> replicas = redis.replicas();
      awaitReadsAt(replicas);
      for (RedisServer replica : replicas) {
        replica.kill();
        run.goesOn();
      }
      run.readySays(true, System.nanoTime());
      replicas.forEach(RedisServer::start);
      redis.awaitStable();
      awaitReadsAt(replicas);
      run.goesOn();
      Verdict verdict = run.end(redis.settings(), Rules::readsMayBeStale);
      assertThat(verdict.violations()).isEmpty();
      // But for what a machine that stood still for half a second did to requests.
      assertThat(verdict.refused().keySet()).isSubsetOf("TimedOut", "REDIS_TIMEOUT");
    } finally {
      redis.replacePrimaryAfter(RedisSentinels.DOWN_AFTER);
    }
  }

  @Test
  void primaryKilled_chatsAreReadAgainAsSoonAsThereIsAnother() {
    try (FaultRun run = FaultRun.start("sentinel reads, primary killed", product)) {
      redis.killPrimary();
      long back = System.nanoTime();
      run.recovers(back);
      run.readySays(true, back);
      Verdict verdict = run.end(redis.settings(), rules -> rules.mayLose().readsMayBeStale());
      assertThat(verdict.violations()).isEmpty();
    }
  }
}
