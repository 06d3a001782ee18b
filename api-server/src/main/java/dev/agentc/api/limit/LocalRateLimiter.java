package dev.agentc.api.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;

/**
 * Token buckets in memory, of the callers seen last: one that is forgotten starts with a full
 * bucket, which costs less than memory without bound.
 */
final class LocalRateLimiter implements RateLimiter {

  static final int MOST_CALLERS = 10_000;

  private final RateLimit limit;
  private final TimeMeter time;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  LocalRateLimiter(RateLimit limit, LongSupplier nanos) {
    this.limit = limit;
    this.time =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  @Override
  public CompletionStage<Optional<Duration>> take(String caller) {
    ConsumptionProbe probe = bucket(caller).tryConsumeAndReturnRemaining(1);
    return CompletableFuture.completedStage(
        probe.isConsumed()
            ? Optional.empty()
            : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill())));
  }

  private Bucket bucket(String caller) {
    synchronized (buckets) {
      return buckets.computeIfAbsent(
          caller,
          name ->
              Bucket.builder()
                  .addLimit(
                      of ->
                          of.capacity(limit.requests())
                              .refillGreedy(limit.requests(), limit.period()))
                  .withCustomTimePrecision(time)
                  .build());
    }
  }
}
