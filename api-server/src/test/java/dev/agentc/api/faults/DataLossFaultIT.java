package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import org.junit.jupiter.api.Test;

/** What a Redis does that does not keep every write on disk before it answers. */
class DataLossFaultIT {

  /** Its callers see 404 for what was, and go on with new sessions: nothing else is wrong. */
  @Test
  void nothingOnDisk_comesUpEmpty() {
    try (RedisServer redis = RedisServer.create();
        Product product = new Product(redis.settings())) {
      FaultRun.warmUp(product, redis.settings());
      try (FaultRun run = FaultRun.start("comes up empty", product)) {
        killAndStart(run, redis);
        Verdict verdict = run.end(redis.settings(), Rules::mayLose);
        assertThat(verdict.violations()).isEmpty();
        assertThat(verdict.lost()).isNotEmpty();
        assertThat(run.history()).anyMatch(event -> event.outcome() instanceof Outcome.Gone);
      }
    }
  }

  /** The process dies, not the machine: what it gave to the kernel is still written. */
  @Test
  void appendOnlyEverySecond_processKilled_losesNothing() {
    try (RedisServer redis =
            RedisServer.builder()
                .config("appendonly", "yes")
                .config("appendfsync", "everysec")
                .build();
        Product product = new Product(redis.settings())) {
      FaultRun.warmUp(product, redis.settings());
      try (FaultRun run = FaultRun.start("everysec kill -9", product)) {
        killAndStart(run, redis);
        run.endsWell(redis.settings());
      }
    }
  }

  private static void killAndStart(FaultRun run, RedisServer redis) {
    redis.kill();
    run.isNoticed();
    redis.start();
    run.recovers(System.nanoTime());
  }
}
