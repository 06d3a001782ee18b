package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Failovers under Sentinel. Two products share the servers: one waits for a replica with every
 * write ({@code REDIS_WRITE_REPLICAS=1}) and may lose nothing, the other does not wait and may lose
 * what had not been replicated.
 */
class SentinelFaultIT {

  private static RedisSentinels redis;
  private static Product waiting;
  private static Product waitingForBoth;
  private static Product quick;

  @BeforeAll
  static void start() {
    redis = RedisSentinels.builder().appendOnly().build();
    waiting =
        new Product(redis.settings(), "REDIS_WRITE_REPLICAS", "1", "REDIS_WRITE_TIMEOUT", "0.4");
    waitingForBoth =
        new Product(redis.settings(), "REDIS_WRITE_REPLICAS", "2", "REDIS_WRITE_TIMEOUT", "0.4");
    quick = new Product(redis.settings());
    FaultRun.warmUp(waiting, redis.settings());
    FaultRun.warmUp(waitingForBoth, redis.settings());
    FaultRun.warmUp(quick, redis.settings());
  }

  @AfterAll
  static void end() {
    quick.close();
    waiting.close();
    waitingForBoth.close();
    redis.close();
  }

  @AfterEach
  void mend() {
    redis.reset();
  }

  @Test
  void failoverAskedFor_withoutWaiting_losesAtMostWhatWasNotReplicated() {
    failover("sentinel failover", quick, redis::failover, Rules::mayLose);
  }

  @Test
  void failoverAskedFor_waitingForOneOfTwo_mayLoseToo() {
    failover("sentinel failover, waiting for one", waiting, redis::failover, Rules::mayLose);
  }

  @Test
  void failoverAskedFor_waitingForBoth_losesNothing() {
    failover(
        "sentinel failover, waiting for both", waitingForBoth, redis::failover, rules -> rules);
  }

  @Test
  void primaryKilled_withoutWaiting_losesAtMostWhatWasNotReplicated() {
    failover("sentinel kill -9", quick, redis::killPrimary, Rules::mayLose);
  }

  @Test
  void primaryKilled_waiting_losesNothing() {
    failover("sentinel kill -9, waiting", waiting, redis::killPrimary, rules -> rules);
  }

  @Test
  void primaryPaused_waiting_losesNothing() {
    failover(
        "sentinel pause, waiting",
        waiting,
        () -> {
          RedisServer before = redis.primary();
          before.pause();
          redis.awaitFailoverFrom(before);
        },
        rules -> rules);
  }

  private static void failover(
      String name, Product product, Runnable fault, UnaryOperator<Rules> rules) {
    try (FaultRun run = FaultRun.start(name, product)) {
      fault.run();
      long back = System.nanoTime();
      run.recovers(back);
      run.readySays(true, back);
      Verdict verdict = run.end(redis.settings(), rules);
      assertThat(verdict.violations()).isEmpty();
    }
  }

  /** With too few replicas to wait for, a write is refused, though it was done; nothing is lost. */
  @Test
  void replicasAway_waiting_refusesWrites_untilOneIsBack() {
    try (FaultRun run = FaultRun.start("sentinel replicas away, waiting", waiting)) {
      redis.replicas().forEach(RedisServer::pause);
      run.isNoticed();
      redis.replicas().forEach(RedisServer::resume);
      redis.awaitStable();
      run.recovers(System.nanoTime());
      Verdict verdict = run.endsWell(redis.settings());
      assertThat(verdict.refused()).containsKeys("NoReplicas", "REDIS_NO_REPLICAS");
    }
  }
}
