package dev.agentc.repository;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.RedisMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The timers of one repository, one for each operation and outcome: bounded by our methods and
 * exception types.
 */
final class RepositoryTimers {

  private final MeterRegistry registry;
  private final String repository;
  private final Map<String, Map<String, Timer>> timers = new ConcurrentHashMap<>();

  RepositoryTimers(MeterRegistry registry, String repository) {
    this.registry = registry;
    this.repository = repository;
  }

  /** The same stage; its end is recorded. */
  <T> CompletionStage<T> time(String operation, long begun, CompletionStage<T> stage) {
    var unused =
        stage.whenComplete(
            (value, thrown) ->
                timer(operation, thrown == null ? "success" : outcome(thrown))
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS));
    return stage;
  }

  private Timer timer(String operation, String outcome) {
    Map<String, Timer> ofOperation = timers.get(operation);
    if (ofOperation == null) {
      ofOperation = timers.computeIfAbsent(operation, each -> new ConcurrentHashMap<>());
    }
    Timer timer = ofOperation.get(outcome);
    return timer != null
        ? timer
        : ofOperation.computeIfAbsent(outcome, word -> register(operation, word));
  }

  private Timer register(String operation, String outcome) {
    return Timer.builder("agentc.repository.operation")
        .description("From the call of a repository to its answer")
        .tag("repository", repository)
        .tag("operation", operation)
        .tag("outcome", outcome)
        .serviceLevelObjectives(RedisMetrics.buckets())
        .register(registry);
  }

  private static String outcome(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RedisFailure failure) {
      return failure.kind();
    }
    return cause instanceof RepositoryException refusal ? refusal.kind() : "other";
  }
}
