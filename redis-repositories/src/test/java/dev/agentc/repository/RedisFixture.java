package dev.agentc.repository;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.TestedRedis;
import java.util.Map;

/** The repositories on a test's own Redis; closed by the test. */
public final class RedisFixture implements AutoCloseable {

  public final RedisConnector connector;

  public RedisFixture(dev.agentc.redis.testing.RedisFixture redis) {
    this(redis.settings());
  }

  /** As {@link LeastPrivilege#USER}. */
  public RedisFixture(TestedRedis redis) {
    this(redis.settings(LeastPrivilege.USER));
  }

  private RedisFixture(Map<String, String> settings) {
    connector = RedisConnectors.create(RedisConfig.from(settings));
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
