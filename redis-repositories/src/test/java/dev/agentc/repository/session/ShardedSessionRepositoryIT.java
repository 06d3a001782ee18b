package dev.agentc.repository.session;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.Await;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.RepositoryConfig;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract with the global index in eight shards, in a cluster on all of its nodes. */
class ShardedSessionRepositoryIT extends SessionRepositoryContract {

  @RegisterExtension static final TestedRedis redis = TestedRedis.create();

  private static RedisConnector connector;

  @BeforeAll
  static void connect() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    Await.value(connector.connect());
  }

  @AfterAll
  static void close() {
    connector.close();
  }

  @BeforeEach
  void empty() {
    redis.flush();
  }

  @Override
  SessionRepository repository(RandomGenerator random) {
    return RedisRepositories.create(
            connector,
            RepositoryConfig.builder().indexShards(8).build(),
            new MovableClock(),
            random)
        .sessions();
  }
}
