package dev.agentc.api.limit;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.KeySpace;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Counts requests. Thread-safe; it neither blocks nor throws, and its stages do not fail. */
@FunctionalInterface
public interface RateLimiter {

  /** Takes one request of a caller; when there is none left, how long until there is. */
  CompletionStage<Optional<Duration>> take(String caller);

  static RateLimiter unlimited() {
    return caller -> CompletableFuture.completedStage(Optional.empty());
  }

  /** For this process alone. */
  static RateLimiter local(RateLimit limit) {
    return new LocalRateLimiter(limit, System::nanoTime);
  }

  /**
   * For all processes on one Redis: one round trip for a request that this process alone would let
   * pass, none for one that it would not. Without Redis this process counts for itself.
   */
  static RateLimiter shared(RateLimit limit, RedisAccess access, KeySpace keys) {
    RateLimiter here = local(limit);
    RateLimiter everywhere = new RedisRateLimiter(limit, access, keys);
    // What is taken here is taken there too, so that here never has less left than there.
    return caller ->
        here.take(caller)
            .thenCompose(
                wait ->
                    wait.isPresent()
                        ? CompletableFuture.completedStage(wait)
                        : everywhere.take(caller));
  }
}
