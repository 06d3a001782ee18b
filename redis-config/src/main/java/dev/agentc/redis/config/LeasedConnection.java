package dev.agentc.redis.config;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A connection that one operation at a time has to itself, whatever the topology. */
interface LeasedConnection {

  /** To the one server that a key belongs to. */
  CompletionStage<StatefulRedisConnection<String, byte[]>> serverOf(String key);

  /** To whatever server each command's key belongs to, once all of them are connected. */
  CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands();

  /**
   * Waits until so many replicas have what was written since the lease began, at each server that
   * was written to. Completes with the smallest number of replicas that any of them reached in
   * time.
   */
  CompletionStage<Long> replicated(int replicas, Duration timeout);

  boolean isOpen();

  /**
   * After an operation: whether the next may have it. Ends a WATCH; a MULTI that was left open, or
   * a command still under way, makes it unfit.
   */
  CompletionStage<Boolean> settle();

  CompletionStage<Void> closeAsync();

  /** What {@link #settle} means for one connection: UNWATCH, being last in line, proves all. */
  static CompletionStage<Boolean> settle(StatefulRedisConnection<String, byte[]> connection) {
    if (connection.isMulti() || !connection.isOpen()) {
      return CompletableFuture.completedFuture(false);
    }
    return connection
        .async()
        .unwatch()
        .handle(
            (ok, refused) ->
                refused == null
                    || FailureClassifier.unwrap(refused) instanceof RedisCommandExecutionException);
  }

  /** A connection to the only server there is. */
  record Single(StatefulRedisConnection<String, byte[]> connection) implements LeasedConnection {

    @Override
    public CompletionStage<StatefulRedisConnection<String, byte[]>> serverOf(String key) {
      return CompletableFuture.completedFuture(connection);
    }

    @Override
    public CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands() {
      return CompletableFuture.completedFuture(connection.async());
    }

    @Override
    public CompletionStage<Long> replicated(int replicas, Duration timeout) {
      return connection.async().waitForReplication(replicas, timeout.toMillis());
    }

    @Override
    public boolean isOpen() {
      return connection.isOpen();
    }

    @Override
    public CompletionStage<Boolean> settle() {
      return LeasedConnection.settle(connection);
    }

    @Override
    public CompletionStage<Void> closeAsync() {
      return connection.closeAsync();
    }
  }
}
