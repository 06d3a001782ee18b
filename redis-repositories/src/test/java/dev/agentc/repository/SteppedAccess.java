package dev.agentc.repository;

import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.LeasedOperation;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisOperation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts round trips exactly, without a clock: replies are held back until all that can be sent
 * without them has been sent, and are then handed out together.
 */
final class SteppedAccess implements RedisAccess {

  private final RedisAccess access;
  private List<Runnable> held = new ArrayList<>();

  SteppedAccess(RedisAccess access) {
    this.access = access;
  }

  /** How often replies had to be handed out before the stage ended. */
  int roundTrips(CompletionStage<?> stage) {
    int trips = 0;
    while (!stage.toCompletableFuture().isDone()) {
      if (!handOut()) {
        throw new AssertionError("must end without waiting for anything but Redis");
      }
      trips++;
    }
    return trips;
  }

  /** Until nothing is left of what nobody waits for. */
  void finish() {
    while (handOut()) {
      // What was handed out may have sent more.
    }
  }

  private boolean handOut() {
    List<Runnable> replies = held;
    held = new ArrayList<>();
    replies.forEach(Runnable::run);
    return !replies.isEmpty();
  }

  @Override
  public <T> CompletionStage<T> required(RedisOperation<T> operation) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    CompletionStage<T> reply = access.required(operation);
    held.add(
        () -> {
          try {
            outcome.complete(Await.value(reply));
          } catch (RuntimeException failure) {
            outcome.completeExceptionally(failure);
          }
        });
    return outcome;
  }

  @Override
  public <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation) {
    return required(operation);
  }

  @Override
  public <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
    return required(operation).thenApply(Optional::of);
  }

  @Override
  public <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
    throw new UnsupportedOperationException("no operation of a repository takes a connection");
  }

  @Override
  public ConnectionStatus status() {
    return access.status();
  }
}
