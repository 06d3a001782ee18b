package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cluster of three primaries and three replicas under load: failovers, slots, nodes. */
class ClusterFaultIT {

  private static RedisCluster redis;
  private static Product waiting;
  private static Product quick;

  @BeforeAll
  static void start() {
    redis = RedisCluster.builder().appendOnly().build();
    waiting =
        new Product(redis.settings(), "REDIS_WRITE_REPLICAS", "1", "REDIS_WRITE_TIMEOUT", "0.4");
    quick = new Product(redis.settings());
    FaultRun.warmUp(waiting, redis.settings());
    FaultRun.warmUp(quick, redis.settings());
  }

  @AfterAll
  static void end() {
    quick.close();
    waiting.close();
    redis.close();
  }

  @AfterEach
  void mend() {
    redis.reset();
  }

  @Test
  void failoverAskedFor_losesNothing() {
    change("cluster failover", quick, () -> redis.failover(replica()), rules -> rules);
  }

  @Test
  void failoverForced_withoutWaiting_losesAtMostWhatWasNotReplicated() {
    change("cluster forced", quick, () -> redis.forceFailover(replica()), Rules::mayLose);
  }

  @Test
  void failoverForced_waiting_losesNothing() {
    change(
        "cluster forced, waiting", waiting, () -> redis.forceFailover(replica()), rules -> rules);
  }

  @Test
  void primaryKilled_withoutWaiting_losesAtMostWhatWasNotReplicated() {
    change("cluster kill -9", quick, () -> redis.killPrimary(primary()), Rules::mayLose);
  }

  /** Whoever takes over has no replica to wait for until the one that was killed is back. */
  @Test
  void primaryKilled_waiting_losesNothing_andServesAllAgainWhenItIsBack() {
    change(
        "cluster kill -9, waiting",
        waiting,
        () -> {
          RedisServer killed = primary();
          redis.killPrimary(killed);
          killed.start();
          redis.awaitStable();
        },
        rules -> rules);
  }

  @Test
  void slotsMoved_losesNothing() {
    RedisServer from = redis.primaries().get(0);
    RedisServer to = redis.primaries().get(1);
    change(
        "cluster slots moved",
        quick,
        () -> {
          redis.moveSlots(from, to, 300);
          redis.moveSlots(to, from, 300);
        },
        rules -> rules);
  }

  @Test
  void nodeAddedAndRemoved_losesNothing() {
    change(
        "cluster node added and removed",
        quick,
        () -> {
          RedisServer from = redis.primaries().get(0);
          RedisServer added = redis.addPrimary();
          redis.moveSlots(from, added, 300);
          redis.moveSlots(added, from, 300);
          redis.removeNode(added);
        },
        rules -> rules);
  }

  private static RedisServer primary() {
    return redis.primaryOf(0);
  }

  private static RedisServer replica() {
    return redis.replicasOf(primary()).get(0);
  }

  private static void change(
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
}
