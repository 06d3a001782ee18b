package dev.agentc.benchmarks;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.util.HashMap;
import java.util.Map;

/** A Redis of its own, with the repositories on it. */
final class BenchRedis implements AutoCloseable {

  final RedisServer server = RedisServer.create();
  private final RedisConnector connector;
  private final Repositories repositories;

  BenchRedis() {
    connector = connect(server, server.port());
    repositories = repositories(1);
  }

  Repositories repositories() {
    return repositories;
  }

  /** With another number of index shards, on the same connection. */
  Repositories repositories(int shards) {
    return repositories(connector, shards);
  }

  /** Waits until the server has done everything that was sent so far, index updates included. */
  void settle() {
    Calls.await(connector.required(commands -> commands.ping()));
  }

  static RedisConnector connect(RedisServer server, int port) {
    Map<String, String> settings = new HashMap<>(server.settings());
    settings.put("REDIS_PORT", Integer.toString(port));
    settings.put("REDIS_SOCKET_TIMEOUT", "60");
    RedisConnector connector = RedisConnectors.create(RedisConfig.from(settings));
    Calls.await(connector.connect());
    return connector;
  }

  static Repositories repositories(RedisConnector connector, int shards) {
    return RedisRepositories.create(
        connector,
        RepositoryConfig.builder()
            .indexShards(shards)
            .cleanupBatchSize(1_000)
            .chatMaxMessages(10_000_000)
            .chatOverflow(ChatOverflow.REJECT)
            .build());
  }

  @Override
  public void close() {
    connector.close();
    server.close();
  }
}
