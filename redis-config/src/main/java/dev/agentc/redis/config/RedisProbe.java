package dev.agentc.redis.config;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Access for those who look whether Redis is well ({@link RedisConnector#probe()}): it can also
 * tell the primaries of a cluster apart, each of which may be ill alone. Thread-safe, as {@link
 * RedisAccess}.
 */
public interface RedisProbe extends RedisAccess {

  /**
   * The parts of the keys, one for each server that answers for some, and one more when slots are
   * not served by any known node. {@link Shard#ALL} alone where there is no cluster, and while none
   * is known. What is known at this moment, without I/O.
   */
  List<Shard> shards();

  /**
   * As {@link #required}, at the server of a shard: for commands without keys. Where it is not
   * known the stage fails with {@link RedisFailure.Unavailable}; with {@link Shard#ALL} a cluster
   * answers by any node.
   */
  <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation);
}
