package dev.agentc.repository;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;

/** The repositories on a test's own Redis; closed by the test. */
public final class RedisFixture implements AutoCloseable {

  public final RedisConnector connector;

  public RedisFixture(dev.agentc.redis.testing.RedisFixture redis) {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    Await.value(connector.connect());
  }

  public Repositories repositories() {
    return repositories(RepositoryConfig.builder().build());
  }

  public Repositories repositories(RepositoryConfig config) {
    return RedisRepositories.create(connector, config);
  }

  @Override
  public void close() {
    connector.close();
  }
}
