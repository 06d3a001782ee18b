package dev.agentc.redis.config;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletionStage;

/** One live, shared connection, whatever the topology. Once lost it stays lost. */
interface Link {

  RedisClusterAsyncCommands<String, byte[]> commands();

  boolean isOpen();

  /** Ends what is in flight with a cancellation. */
  CompletionStage<Void> closeAsync();
}
