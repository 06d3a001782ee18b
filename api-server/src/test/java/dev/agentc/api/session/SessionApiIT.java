package dev.agentc.api.session;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/** All that the session endpoints promise, from HTTP to a real Redis and back. */
class SessionApiIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static RedisConnector connector;

  @BeforeAll
  static void connect() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @AfterAll
  static void close() {
    connector.close();
  }

  private static Repositories onAnEmptyRedis() {
    redis.flush();
    return RedisRepositories.create(connector, RepositoryConfig.builder().build());
  }

  @Nested
  class Create extends SessionCreateTest {
    @Override
    Repositories repositories() {
      return onAnEmptyRedis();
    }
  }

  @Nested
  class Idempotency extends SessionIdempotencyTest {
    @Override
    Repositories repositories() {
      return onAnEmptyRedis();
    }
  }

  @Nested
  class Read extends SessionReadTest {
    @Override
    Repositories repositories() {
      return onAnEmptyRedis();
    }
  }

  @Nested
  class Patch extends SessionPatchTest {
    @Override
    Repositories repositories() {
      return onAnEmptyRedis();
    }
  }

  @Nested
  class Lists extends SessionListTest {
    @Override
    Repositories repositories() {
      return onAnEmptyRedis();
    }
  }
}
