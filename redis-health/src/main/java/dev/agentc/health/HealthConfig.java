package dev.agentc.health;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.Settings;
import java.time.Duration;

/**
 * How to look.
 *
 * @param budget every answer comes within this ({@code HEALTH_BUDGET}); more than zero, at most 10
 *     s
 * @param cache an answer is given again for this long, counted from the beginning of its look, and
 *     never longer ({@code HEALTH_CACHE}); zero to at most 60 s
 * @param keyPrefix before the probe keys ({@code REDIS_KEY_PREFIX}), so that an ACL user who is
 *     limited to the application's keys may use them
 * @param target what the report says of where Redis is
 */
public record HealthConfig(Duration budget, Duration cache, String keyPrefix, RedisTarget target) {

  static final Duration DEFAULT_BUDGET = Duration.ofMillis(500);
  static final Duration DEFAULT_CACHE = Duration.ofSeconds(1);
  static final Duration SHORTEST_BUDGET = Duration.ofMillis(50);
  static final Duration LONGEST_BUDGET = Duration.ofSeconds(10);
  static final Duration LONGEST_CACHE = Duration.ofSeconds(60);

  public HealthConfig {
    if (budget.compareTo(SHORTEST_BUDGET) < 0 || budget.compareTo(LONGEST_BUDGET) > 0) {
      throw new IllegalArgumentException(
          "budget must be from " + SHORTEST_BUDGET + " to " + LONGEST_BUDGET + ": was " + budget);
    }
    if (cache.isNegative() || cache.compareTo(LONGEST_CACHE) > 0) {
      throw new IllegalArgumentException(
          "cache must be from zero to " + LONGEST_CACHE + ": was " + cache);
    }
  }

  /** Reads {@code HEALTH_BUDGET} and {@code HEALTH_CACHE}; the caller finishes the settings. */
  public static HealthConfig from(Settings settings, RedisConfig redis) {
    return new HealthConfig(
        settings.seconds("HEALTH_BUDGET", DEFAULT_BUDGET, SHORTEST_BUDGET, LONGEST_BUDGET),
        settings.seconds("HEALTH_CACHE", DEFAULT_CACHE, Duration.ZERO, LONGEST_CACHE),
        redis.keyPrefix(),
        RedisTarget.of(redis));
  }

  /** The defaults: a budget of 500 ms, answers reused for 1 s. */
  public static HealthConfig of(RedisConfig redis) {
    return new HealthConfig(
        DEFAULT_BUDGET, DEFAULT_CACHE, redis.keyPrefix(), RedisTarget.of(redis));
  }
}
