package dev.agentc.redis.config;

import io.lettuce.core.tracing.MicrometerTracing;
import io.lettuce.core.tracing.Tracing;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lets a caller's observation go on where its operation ends, which is another thread: so that the
 * second command of a chain belongs to the same request as the first. With {@link
 * ObservationRegistry#NOOP} it hands through what it gets and costs nothing.
 */
final class Observations {

  private final ObservationRegistry registry;
  private final boolean off;

  Observations(ObservationRegistry registry) {
    this.registry = registry;
    this.off = registry.isNoop();
  }

  static Observations none() {
    return new Observations(ObservationRegistry.NOOP);
  }

  /** What makes an observation of each command; never of its arguments. */
  Tracing ofCommands() {
    return off ? Tracing.disabled() : new MicrometerTracing(registry, "redis", false);
  }

  /** The operation under the caller's observation, also when it runs on another thread. */
  <T> LeasedOperation<T> carriedLease(LeasedOperation<T> operation) {
    Observation current = off ? null : registry.getCurrentObservation();
    if (current == null) {
      return operation;
    }
    return connection -> {
      Observation.Scope scope = current.openScope();
      try {
        return operation.on(connection);
      } finally {
        scope.close();
      }
    };
  }

  /** As the other, for an operation that waits for a connection of its own. */
  <T> RedisOperation<T> carriedOperation(RedisOperation<T> operation) {
    Observation current = off ? null : registry.getCurrentObservation();
    if (current == null) {
      return operation;
    }
    return commands -> {
      Observation.Scope scope = current.openScope();
      try {
        return operation.on(commands);
      } finally {
        scope.close();
      }
    };
  }

  /** The stage, whose followers run under the caller's observation. */
  <T> CompletionStage<T> carried(CompletionStage<T> stage) {
    Observation current = off ? null : registry.getCurrentObservation();
    if (current == null) {
      return stage;
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    stage.whenComplete(
        (value, thrown) -> {
          Observation.Scope scope = current.openScope();
          try {
            if (thrown == null) {
              result.complete(value);
            } else {
              result.completeExceptionally(FailureClassifier.unwrap(thrown));
            }
          } finally {
            scope.close();
          }
        });
    return result;
  }
}
