package dev.agentc.redis.config;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One live, shared connection, whatever the topology. Once lost it stays lost. */
interface Link {

  RedisClusterAsyncCommands<String, byte[]> commands();

  /** As {@link RedisProbe#shards()}. */
  default List<Shard> shards() {
    return List.of(Shard.ALL);
  }

  /** Runs it at the server of a shard. */
  default <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation) {
    return operation.on(commands());
  }

  boolean isOpen();

  /**
   * Whether it replaces by itself what is dead in it. Otherwise it is replaced as a whole when
   * commands time out or are refused.
   */
  default boolean healsItself() {
    return false;
  }

  /** A command failed on it: for one that heals itself to look what is wrong. */
  default void suspect(RedisFailure failure) {}

  /** Ends what is in flight with a cancellation. */
  CompletionStage<Void> closeAsync();
}
