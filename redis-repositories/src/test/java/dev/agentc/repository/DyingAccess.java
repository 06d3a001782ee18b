package dev.agentc.repository;

import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.LeasedOperation;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.RedisOperation;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A client that dies after so many operations: what it would have sent behind them never reaches
 * Redis. Of the last one it may still see to it that Redis gets it, without hearing the reply.
 */
public final class DyingAccess implements RedisAccess {

  /** The last thing that Redis gets. */
  public enum End {
    REPLY_HEARD,
    REPLY_LOST
  }

  private final RedisAccess access;
  private final int operations;
  private final End end;
  private final AtomicInteger begun = new AtomicInteger();

  /**
   * @param operations that reach Redis
   */
  public DyingAccess(RedisAccess access, int operations, End end) {
    this.access = access;
    this.operations = operations;
    this.end = end;
  }

  /** True when more operations were asked for than reached Redis. */
  public boolean died() {
    return begun.get() > operations || (end == End.REPLY_LOST && begun.get() == operations);
  }

  @Override
  public <T> CompletionStage<T> required(RedisOperation<T> operation) {
    int number = begun.incrementAndGet();
    if (number > operations) {
      return CompletableFuture.failedStage(gone());
    }
    return number == operations && end == End.REPLY_LOST
        ? access.required(operation).thenCompose(reply -> CompletableFuture.failedStage(gone()))
        : access.required(operation);
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
    return access.managed(key, operation);
  }

  @Override
  public ConnectionStatus status() {
    return access.status();
  }

  private static RedisFailure gone() {
    return new RedisFailure.Unavailable("this client is dead", RedisFailure.Outcome.UNKNOWN, null);
  }
}
