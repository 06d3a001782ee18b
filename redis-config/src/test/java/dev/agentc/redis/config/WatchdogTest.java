package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.Watchdog.Verdict;
import io.lettuce.core.RedisCommandExecutionException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WatchdogTest {

  private final Throwable timedOut = new RedisFailure.TimedOut("late", null);
  private final Throwable readOnly =
      new RedisFailure.ReadOnly("replica", new RedisCommandExecutionException("READONLY"));
  private final Throwable lost =
      new RedisFailure.Unavailable("lost", RedisFailure.Outcome.UNKNOWN, null);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final Watchdog watchdog = new Watchdog(now::get);

  @Test
  void threeTimeoutsInARow_replace_andStartCountingAgain() {
    assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.KEEP);
    assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.KEEP);
    assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.REPLACE);
    assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.KEEP);
  }

  @Test
  void anyReplyBetweenTimeouts_keeps() {
    for (int i = 0; i < 5; i++) {
      assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.KEEP);
      assertThat(watchdog.failed(timedOut)).isEqualTo(Verdict.KEEP);
      if (i % 2 == 0) {
        watchdog.replied();
      } else {
        assertThat(watchdog.failed(new RedisFailure.OutOfMemory("oom", reply("OOM"))))
            .isEqualTo(Verdict.KEEP);
      }
    }
  }

  @Test
  void threeRefusalsInTheWindow_refresh() {
    assertThat(watchdog.failed(readOnly)).isEqualTo(Verdict.KEEP);
    advance(Duration.ofSeconds(2));
    assertThat(watchdog.failed(readOnly)).isEqualTo(Verdict.KEEP);
    advance(Duration.ofSeconds(2));
    assertThat(watchdog.failed(readOnly)).isEqualTo(Verdict.REFRESH);
  }

  @Test
  void refusalsFarApart_keep() {
    for (int i = 0; i < 10; i++) {
      assertThat(watchdog.failed(readOnly)).isEqualTo(Verdict.KEEP);
      advance(Duration.ofSeconds(3));
    }
  }

  @Test
  void refresh_atMostOncePerSecond() {
    int refreshes = 0;
    for (int i = 0; i < 100; i++) {
      refreshes += watchdog.failed(readOnly) == Verdict.REFRESH ? 1 : 0;
      advance(Duration.ofMillis(100));
    }

    assertThat(refreshes).isEqualTo(10);
  }

  @Test
  void waitAtAReplica_isARefusal_tooFewReplicasIsNone() {
    RedisFailure atReplica =
        new RedisFailure.NoReplicas("replica", RedisFailure.Outcome.UNKNOWN, reply("ERR WAIT"));
    RedisFailure tooFew =
        new RedisFailure.NoReplicas(
            "few", RedisFailure.Outcome.NOT_EXECUTED, reply("NOREPLICAS Not enough"));
    RedisFailure notInTime =
        new RedisFailure.NoReplicas("late", RedisFailure.Outcome.UNKNOWN, null);
    for (int i = 0; i < 10; i++) {
      assertThat(watchdog.failed(tooFew)).isEqualTo(Verdict.KEEP);
      assertThat(watchdog.failed(notInTime)).isEqualTo(Verdict.KEEP);
    }
    assertThat(watchdog.failed(atReplica)).isEqualTo(Verdict.KEEP);
    assertThat(watchdog.failed(atReplica)).isEqualTo(Verdict.KEEP);
    assertThat(watchdog.failed(atReplica)).isEqualTo(Verdict.REFRESH);
  }

  @Test
  void lostConnections_areNotRefusals() {
    for (int i = 0; i < 10; i++) {
      assertThat(watchdog.failed(lost)).isEqualTo(Verdict.KEEP);
    }
  }

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private static Throwable reply(String text) {
    return new RedisCommandExecutionException(text);
  }
}
