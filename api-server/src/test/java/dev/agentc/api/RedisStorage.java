package dev.agentc.api;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.AclLines;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A Redis of the topology that {@code -Dredis.topology} names, one for all classes of a JVM that
 * have this as a static field, with one connector; the least-privilege user of the documentation.
 */
public final class RedisStorage implements Storage, BeforeAllCallback {

  private Shared shared;

  private static final class Shared implements AutoCloseable {

    private final TestedRedis redis =
        TestedRedis.builder().aclUser("app", "password-of-the-test", leastPrivilege()).build();
    private final RedisConnector connector;

    /** What is for the diagnosis alone is not among it. */
    private static String[] leastPrivilege() {
      Path document = Path.of("../docs/security.md");
      return (TestedRedis.kind() == TestedRedis.Kind.CLUSTER
              ? AclLines.under(document, "Everywhere", "Cluster")
              : AclLines.under(document, "Everywhere"))
          .rules();
    }

    private Shared() {
      connector = RedisConnectors.create(RedisConfig.from(redis.settings("app")));
      connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
      connector.close();
      redis.close();
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    shared =
        context
            .getRoot()
            .getStore(Namespace.create(RedisStorage.class))
            .computeIfAbsent(Shared.class, key -> new Shared(), Shared.class);
  }

  @Override
  public Repositories open(RepositoryConfig config, Clock clock) {
    shared.redis.flush();
    return RedisRepositories.create(shared.connector, config, clock, new SecureRandom());
  }
}
