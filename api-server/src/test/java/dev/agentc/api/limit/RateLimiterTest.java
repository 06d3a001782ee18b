package dev.agentc.api.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateLimiterTest {

  private final AtomicLong nanos = new AtomicLong();

  private static Optional<Duration> take(RateLimiter limiter, String caller) {
    return limiter.take(caller).toCompletableFuture().join();
  }

  @Test
  void aCaller_hasItsRequestsAtOnce_andThenOneByOne() {
    RateLimiter limiter = new LocalRateLimiter(new RateLimit(2, Duration.ofSeconds(1)), nanos::get);
    assertThat(take(limiter, "a")).isEmpty();
    assertThat(take(limiter, "a")).isEmpty();
    assertThat(take(limiter, "a")).contains(Duration.ofMillis(500));
    assertThat(take(limiter, "b")).as("another caller").isEmpty();
    nanos.addAndGet(Duration.ofMillis(500).toNanos());
    assertThat(take(limiter, "a")).isEmpty();
    assertThat(take(limiter, "a")).isPresent();
  }

  @Test
  void memory_isBounded_whoeverCalls() {
    RateLimiter limiter = new LocalRateLimiter(new RateLimit(1, Duration.ofHours(1)), nanos::get);
    assertThat(take(limiter, "first")).isEmpty();
    assertThat(take(limiter, "first")).isPresent();
    for (int i = 0; i < LocalRateLimiter.MOST_CALLERS; i++) {
      assertThat(take(limiter, "other " + i)).isEmpty();
    }
    assertThat(take(limiter, "first")).as("forgotten").isEmpty();
  }

  @Test
  void settings_areRequestsAndPeriod() {
    assertThat(RateLimit.parse("100/1s")).contains(new RateLimit(100, Duration.ofSeconds(1)));
    assertThat(RateLimit.parse("600/m")).contains(new RateLimit(600, Duration.ofMinutes(1)));
    assertThat(RateLimit.parse("5/250ms")).contains(new RateLimit(5, Duration.ofMillis(250)));
    assertThat(RateLimit.parse("1/24h")).contains(new RateLimit(1, Duration.ofDays(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0/1s", "100", "100/0s", "-1/1s", "1/25h", "1/1d", "1000000/1s", "1/s/s"})
  void settings_thatAreNot_stopTheStart(String text) {
    Settings settings = Settings.of(Map.of("API_RATE_LIMIT", text));
    assertThat(RateLimit.from(settings)).isEmpty();
    try {
      settings.finish("API_");
    } catch (ConfigException e) {
      assertThat(e.problems())
          .isEqualTo(
              List.of(
                  "API_RATE_LIMIT must be off or requests/period up to 999999/24h, as 100/1s or"
                      + " 600/1m: was "
                      + text));
      return;
    }
    throw new AssertionError("must be refused");
  }
}
