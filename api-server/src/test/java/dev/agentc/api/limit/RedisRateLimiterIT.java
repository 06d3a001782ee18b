package dev.agentc.api.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.KeySpace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisRateLimiterIT {

  @RegisterExtension static final TestedRedis redis = TestedRedis.create();

  private static final String PREFIX = "limited";
  private static final RateLimit TEN_AN_HOUR = new RateLimit(10, Duration.ofHours(1));

  private static RedisConnector connector;

  private final KeySpace keys = new KeySpace(PREFIX, 1);
  private final String caller = UUID.randomUUID().toString();

  @BeforeAll
  static void connect() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @AfterAll
  static void close() {
    connector.close();
  }

  private RateLimiter replica(RateLimit limit) {
    return RateLimiter.shared(limit, connector, keys);
  }

  private Optional<Duration> take(RateLimiter limiter) {
    return limiter.take(caller).toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  private String redis(String... command) {
    return connector
        .required(
            commands ->
                commands.eval(
                    "return tostring(redis.call(unpack(ARGV)))",
                    io.lettuce.core.ScriptOutputType.VALUE,
                    new String[] {keys.rateLimit(caller)},
                    java.util.Arrays.stream(command)
                        .map(part -> part.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .toArray(byte[][]::new)))
        .thenApply(bytes -> new String((byte[]) bytes, java.nio.charset.StandardCharsets.UTF_8))
        .toCompletableFuture()
        .join();
  }

  @Test
  void manyAtOnce_onSeveralReplicas_getExactlyWhatTheLimitIs() {
    List<RateLimiter> replicas = IntStream.range(0, 4).mapToObj(n -> replica(TEN_AN_HOUR)).toList();
    List<CompletableFuture<Optional<Duration>>> all =
        IntStream.range(0, 40)
            .mapToObj(n -> replicas.get(n % 4).take(caller).toCompletableFuture())
            .toList();
    long passed = all.stream().map(CompletableFuture::join).filter(Optional::isEmpty).count();
    assertThat(passed).isEqualTo(10);
    assertThat(take(replicas.get(0)).orElseThrow())
        .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(6));
  }

  @Test
  void itsKey_standsUnderThePrefix_namesNobody_andExpires() {
    take(replica(TEN_AN_HOUR));
    String key = keys.rateLimit(caller);
    assertThat(key).startsWith(PREFIX + ":rate:{r:").doesNotContain(caller);
    long millis = Long.parseLong(redis("PTTL", key));
    assertThat(millis)
        .isBetween(Duration.ofMinutes(5).toMillis(), Duration.ofMinutes(6).toMillis());
  }

  @Test
  void veryHighRates_loseNothingToRounding() {
    RateLimiter limiter =
        new RedisRateLimiter(new RateLimit(3, Duration.ofHours(24)), connector, keys);
    assertThat(take(limiter)).isEmpty();
    assertThat(take(limiter)).isEmpty();
    assertThat(take(limiter)).isEmpty();
    assertThat(take(limiter)).isPresent();
  }

  @Test
  void withoutRedis_eachProcessCountsForItself() {
    try (RedisConnector never =
        RedisConnectors.create(
            RedisConfig.from(java.util.Map.of("REDIS_HOST", "127.0.0.1", "REDIS_PORT", "1")))) {
      RateLimiter limiter = RateLimiter.shared(TEN_AN_HOUR, never, keys);
      long passed = IntStream.range(0, 15).filter(n -> take(limiter).isEmpty()).count();
      assertThat(passed).isEqualTo(10);
    }
  }
}
