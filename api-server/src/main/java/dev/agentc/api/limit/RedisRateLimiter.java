package dev.agentc.api.limit;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.RedisScript;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * One key for each caller, one script in one round trip, by the clock of Redis; the key is gone
 * once the caller has all its requests again. No answer in a quarter of a second, or a failure,
 * lets the request pass: whether Redis is well is for the request itself to find out.
 */
final class RedisRateLimiter implements RateLimiter {

  private static final RedisScript TAKE = RedisScript.load(RedisRateLimiter.class, "rate-limit");
  private static final Duration PATIENCE = Duration.ofMillis(250);

  private final RedisAccess access;
  private final KeySpace keys;
  private final byte[] interval;
  private final byte[] burst;

  RedisRateLimiter(RateLimit limit, RedisAccess access, KeySpace keys) {
    this.access = access;
    this.keys = keys;
    double micros = limit.period().toNanos() / 1_000d;
    this.interval = bytes(micros / limit.requests());
    this.burst = bytes(micros);
  }

  @Override
  public CompletionStage<Optional<Duration>> take(String caller) {
    String[] key = {keys.rateLimit(caller)};
    return access
        .required(commands -> TAKE.run(commands, key, interval, burst))
        .thenApply(RedisRateLimiter::answer)
        .toCompletableFuture()
        .copy()
        .completeOnTimeout(Optional.empty(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> Optional.empty());
  }

  private static Optional<Duration> answer(List<Object> reply) {
    long micros = (Long) reply.get(0);
    return micros == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(micros * 1_000));
  }

  private static byte[] bytes(double micros) {
    return String.format(Locale.ROOT, "%.6f", micros).getBytes(StandardCharsets.US_ASCII);
  }
}
