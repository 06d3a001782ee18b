package dev.agentc.redis.config;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletionStage;

/**
 * Commands to run on a connection that is this operation's alone until the returned stage ends:
 * MULTI, WATCH and blocking commands are allowed. Called once; it must not keep {@code commands}.
 */
@FunctionalInterface
public interface LeasedOperation<T> {
  CompletionStage<T> on(RedisAsyncCommands<String, byte[]> commands);
}
