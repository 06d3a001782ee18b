package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What may happen to a single Redis that keeps every write on disk before it answers ({@code
 * appendfsync always}): no acknowledged write is lost, whatever happens.
 */
class StandaloneFaultIT {

  private static final Duration CLIENT_PAUSE = Duration.ofMillis(2_500);

  private static RedisServer redis;
  private static Product product;

  @BeforeAll
  static void start() {
    redis = RedisServer.builder().appendOnly().build();
    product = new Product(redis.settings());
    FaultRun.warmUp(product, redis.settings());
  }

  @AfterEach
  void mend() {
    redis.reset();
  }

  @AfterAll
  static void end() {
    product.close();
    redis.close();
  }

  @Test
  void kill() {
    outage("kill -9", redis::kill, redis::start);
  }

  @Test
  void restart() {
    outage("restart", redis::stop, redis::start);
  }

  @Test
  void pause() {
    outage("pause", redis::pause, redis::resume);
  }

  @Test
  void clientPause() {
    long[] began = new long[1];
    outage(
        "client pause",
        () -> {
          began[0] = System.nanoTime();
          redis.cli("CLIENT", "PAUSE", Long.toString(CLIENT_PAUSE.toMillis()), "ALL");
        },
        // It ends by itself: nobody could ask for it.
        () -> parkUntil(began[0] + CLIENT_PAUSE.toNanos()));
  }

  private static void parkUntil(long nanoTime) {
    while (System.nanoTime() - nanoTime < 0) {
      LockSupport.parkNanos(nanoTime - System.nanoTime());
    }
  }

  @Test
  void loading() {
    outage("loading", redis::restartLoading, redis::finishLoading);
  }

  private static void outage(String name, Runnable fault, Runnable mend) {
    FaultRun.outage(name, product, redis.settings(), fault, mend);
  }

  @Test
  void readOnly() {
    refusal("read-only", redis::makeReadOnly, redis::makeWritable, "ReadOnly", "REDIS_READ_ONLY");
  }

  @Test
  void outOfMemory() {
    refusal(
        "out of memory",
        () -> redis.outOfMemory(true),
        () -> redis.outOfMemory(false),
        "OutOfMemory",
        "REDIS_OUT_OF_MEMORY");
  }

  @Test
  void failingDisk() {
    refusal(
        "failing disk",
        () -> redis.failPersistence(true),
        () -> redis.failPersistence(false),
        "PersistenceFailed",
        "REDIS_PERSISTENCE_FAILED");
  }

  /** Redis is there and refuses writes only: ready stays 200 and says degraded. */
  private static void refusal(
      String name, Runnable fault, Runnable mend, String failure, String code) {
    try (FaultRun run = FaultRun.start(name, product)) {
      fault.run();
      run.isNoticed();
      long now = System.nanoTime();
      run.readySays(true, now);
      mend.run();
      long back = System.nanoTime();
      run.recovers(back);
      Verdict verdict = run.endsWell(redis.settings());
      assertThat(verdict.refused()).containsKeys(failure, code);
    }
  }

  @Test
  void scriptsFlushed_nobodyNotices() {
    try (FaultRun run = FaultRun.start("scripts flushed", product)) {
      for (int i = 0; i < 5; i++) {
        redis.cli("SCRIPT", "FLUSH");
        run.goesOn();
      }
      assertThat(run.endsWell(redis.settings()).refused()).isEmpty();
    }
  }

  @Test
  void serverKilledInMidWrite_nothingIsHalfWritten_retriesEndWell() {
    try (FaultRun run = FaultRun.start("server killed", product)) {
      product.killServerAndStartAnother();
      run.goesOn();
      Verdict verdict = run.end(redis.settings(), Rules::serverMayDie);
      assertThat(verdict.violations()).isEmpty();
      assertThat(run.history()).anyMatch(event -> event.outcome() instanceof Outcome.NoAnswer);
    }
  }
}
