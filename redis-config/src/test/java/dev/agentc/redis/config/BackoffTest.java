package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final RandomGenerator HIGHEST =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          throw new UnsupportedOperationException();
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  private static final RandomGenerator LOWEST = () -> 0;

  @Test
  void ceiling_doublesUpToOneSecond() {
    Backoff backoff = new Backoff(HIGHEST);

    assertThat(backoff.delay(0)).isEqualTo(Duration.ofMillis(50));
    assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.delay(4)).isEqualTo(Duration.ofMillis(800));
    assertThat(backoff.delay(5)).isEqualTo(Duration.ofSeconds(1));
    assertThat(backoff.delay(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void delay_isJitteredDownToNothing() {
    assertThat(new Backoff(LOWEST).delay(5)).isEqualTo(Duration.ZERO);
  }
}
