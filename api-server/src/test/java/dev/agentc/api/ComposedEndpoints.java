package dev.agentc.api;

import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.RepositoriesComponent;
import java.util.List;
import java.util.Map;

/** Every endpoint of the server as it is composed; nothing is started, and Redis is not asked. */
public final class ComposedEndpoints {

  private ComposedEndpoints() {}

  public static List<Endpoint> all() {
    ServerSettings all = ServerSettings.from(Settings.of(Map.of()));
    RedisConnection connection = DaggerRedisComponent.factory().create(all.redis());
    try {
      return DaggerApiComponent.factory()
          .create(
              connection,
              RepositoriesComponent.create(connection.access(), all.repositories()),
              all.api(),
              all.health())
          .endpoints();
    } finally {
      connection.connector().close();
    }
  }
}
