package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ViewLimitTest {

  private final ViewLimit limit = new ViewLimit(Duration.ofSeconds(3));

  private void ended(Duration took, boolean seen) {
    limit.ended(limit.current(), took, seen);
  }

  @Test
  void nothingSeenInTime_doubles_upToTheConnectionTimeout() {
    ended(Duration.ofMillis(500), false);
    assertThat(limit.current()).isEqualTo(Duration.ofSeconds(1));
    ended(Duration.ofMillis(1_001), false);
    ended(Duration.ofMillis(2_001), false);
    ended(Duration.ofMillis(3_001), false);
    assertThat(limit.current()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void refusedAtOnce_stays() {
    ended(Duration.ofMillis(3), false);
    assertThat(limit.current()).isEqualTo(ViewLimit.LEAST);
  }

  @Test
  void oneNodeHangs_theOthersAreSeen_stays() {
    ended(Duration.ofMillis(501), true);
    assertThat(limit.current()).isEqualTo(ViewLimit.LEAST);
  }

  @Test
  void seenQuickly_goesBack() {
    ended(Duration.ofMillis(500), false);
    ended(Duration.ofMillis(1_001), false);
    ended(Duration.ofMillis(600), true);
    assertThat(limit.current()).isEqualTo(Duration.ofSeconds(2));
    ended(Duration.ofMillis(20), true);
    ended(Duration.ofMillis(20), true);
    ended(Duration.ofMillis(20), true);
    assertThat(limit.current()).isEqualTo(ViewLimit.LEAST);
  }

  @Test
  void looksSideBySide_doubleOnce() {
    limit.ended(ViewLimit.LEAST, Duration.ofMillis(500), false);
    limit.ended(ViewLimit.LEAST, Duration.ofMillis(500), false);
    assertThat(limit.current()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void connectionTimeoutBelowTheLeast_changesNothing() {
    ViewLimit shortest = new ViewLimit(Duration.ofMillis(100));
    shortest.ended(ViewLimit.LEAST, Duration.ofMillis(500), false);
    assertThat(shortest.current()).isEqualTo(ViewLimit.LEAST);
  }
}
