package dev.agentc.redis.config;

import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.concurrent.CompletionStage;

/**
 * Commands to run on a connection that somebody else keeps. Called once, on the caller's thread;
 * commands that it issues without waiting for one another go out together and count as one round
 * trip. Keys are text, values are bytes.
 *
 * <p>It must not block, keep {@code commands}, or open a MULTI on the shared connection (that is
 * what {@link RedisAccess#managed} is for). The type fits a standalone Redis, Sentinel and Cluster
 * alike.
 */
@FunctionalInterface
public interface RedisOperation<T> {
  CompletionStage<T> on(RedisClusterAsyncCommands<String, byte[]> commands);
}
