package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import org.junit.jupiter.api.Test;

/** Twenty outages leave nothing behind, neither in this JVM (the libraries) nor in the server's. */
class TwentyRoundsFaultIT {

  private static final int ROUNDS = 20;

  /** What pools and caches may differ by from one look to the next. */
  private static final int SLACK = 10;

  private static final long SLACK_BYTES = 8L << 20;

  @Test
  void threadsFilesAndMemoryStayFlat() {
    try (RedisServer redis = RedisServer.builder().appendOnly().build();
        Product product = new Product(redis.settings())) {
      FaultRun.warmUp(product, redis.settings());
      try (FaultRun run = FaultRun.start("twenty rounds", product)) {
        round(run, redis, 0);
        Resources library = Resources.of(ProcessHandle.current().pid());
        Resources server = Resources.of(product.server().pid());
        for (int i = 1; i <= ROUNDS; i++) {
          round(run, redis, i);
        }
        isFlat("server", server, Resources.of(product.server().pid()));
        Resources after = Resources.of(ProcessHandle.current().pid());
        // Not this JVM's memory: it holds the history, which grows.
        isFlat("library", library, new Resources(after.threads(), after.files(), library.bytes()));
        run.endsWell(redis.settings());
      }
    }
  }

  private static void round(FaultRun run, RedisServer redis, int number) {
    if (number % 2 == 0) {
      redis.kill();
      run.isNoticed();
      redis.start();
    } else {
      redis.pause();
      run.isNoticed();
      redis.resume();
    }
    long back = System.nanoTime();
    run.recovers(back);
    run.readySays(true, back);
  }

  private static void isFlat(String what, Resources before, Resources after) {
    Figures.note("twenty rounds", what + " before", before.toString());
    Figures.note("twenty rounds", what + " after", after.toString());
    assertThat(after.threads()).as(what).isLessThanOrEqualTo(before.threads() + SLACK);
    assertThat(after.files()).as(what).isLessThanOrEqualTo(before.files() + SLACK);
    assertThat(after.bytes()).as(what).isLessThanOrEqualTo(before.bytes() + SLACK_BYTES);
  }
}
