package dev.agentc.api;

import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.RepositoriesComponent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** All of the server's endpoints as they are composed, running in this process. */
public final class ComposedServer implements AutoCloseable {

  private final RedisConnection redis;
  private final RepositoriesComponent stored;
  private final RunningApi api;

  private ComposedServer(RedisConnection redis, RepositoriesComponent stored, RunningApi api) {
    this.redis = redis;
    this.stored = stored;
    this.api = api;
  }

  /** Connects first. Blocks. */
  public static ComposedServer start(Map<String, String> settings) {
    ServerSettings all = ServerSettings.from(Settings.of(settings));
    RedisConnection redis = DaggerRedisComponent.factory().create(all.redis());
    redis.connector().connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    RepositoriesComponent stored = RepositoriesComponent.create(redis.access(), all.repositories());
    return new ComposedServer(redis, stored, RunningApi.start(endpoints(all, redis, stored)));
  }

  /** The same endpoints by themselves; nothing is started, and Redis is not asked. */
  public static List<Endpoint> endpoints() {
    ServerSettings all = ServerSettings.from(Settings.of(Map.of()));
    RedisConnection redis = DaggerRedisComponent.factory().create(all.redis());
    try {
      return endpoints(
          all, redis, RepositoriesComponent.create(redis.access(), all.repositories()));
    } finally {
      redis.connector().close();
    }
  }

  private static List<Endpoint> endpoints(
      ServerSettings all, RedisConnection redis, RepositoriesComponent stored) {
    return DaggerApiComponent.factory().create(redis, stored, all.api(), all.health()).endpoints();
  }

  public RunningApi api() {
    return api;
  }

  @Override
  public void close() {
    api.close();
    stored.repositories().close();
    redis.connector().close();
  }
}
