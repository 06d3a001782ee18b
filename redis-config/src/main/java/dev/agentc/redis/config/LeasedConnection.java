package dev.agentc.redis.config;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CompletionStage;

/**
 * @param generation how often the shared connection had been made again when this one was opened:
 *     after a failover the older ones lead to the wrong server
 */
record LeasedConnection(StatefulRedisConnection<String, byte[]> connection, long generation) {

  CompletionStage<Void> closeAsync() {
    return connection.closeAsync();
  }
}
