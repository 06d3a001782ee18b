package dev.agentc.api;

import dev.agentc.api.log.LogFormat;
import dev.agentc.api.log.LogLevel;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisTarget;
import dev.agentc.redis.config.HostAndPort;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.Settings;
import dev.agentc.redis.config.Topology;
import dev.agentc.repository.RepositoryConfig;
import java.time.Duration;

/** All that the server is told, read once; either all of it is fit or nothing starts. */
record ServerSettings(
    ApiConfig api,
    RedisConfig redis,
    RepositoryConfig repositories,
    HealthConfig health,
    LogFormat logFormat,
    LogLevel logLevel,
    boolean tracing) {

  /** Throws a {@link dev.agentc.redis.config.ConfigException} with every problem. */
  static ServerSettings from(Settings settings) {
    RedisConfig redis = RedisConfig.from(settings);
    ServerSettings all =
        new ServerSettings(
            ApiConfig.from(settings),
            redis,
            RepositoryConfig.from(settings, redis.keyPrefix())
                .withChatPageBytes(ServerLimits.pageBytes(Runtime.getRuntime().maxMemory())),
            health(settings, redis),
            settings.choice("LOG_FORMAT", LogFormat.TEXT),
            settings.choice("LOG_LEVEL", LogLevel.INFO),
            settings.flag("API_TRACING", false));
    settings.finish("REDIS_", "API_", "SESSION_", "CHAT_", "AGENT_C_API_");
    return all;
  }

  private static HealthConfig health(Settings settings, RedisConfig redis) {
    Duration shortest = Duration.ofMillis(10);
    return new HealthConfig(
        settings.seconds("HEALTH_BUDGET", Duration.ofMillis(500), shortest, Duration.ofSeconds(10)),
        settings.seconds(
            "HEALTH_CACHE", Duration.ofSeconds(1), Duration.ZERO, Duration.ofSeconds(60)),
        redis.keyPrefix(),
        target(redis));
  }

  private static RedisTarget target(RedisConfig redis) {
    String topology = "standalone";
    HostAndPort node;
    if (redis.topology() instanceof Topology.Sentinel sentinel) {
      topology = "sentinel";
      node = sentinel.nodes().get(0);
    } else if (redis.topology() instanceof Topology.Cluster cluster) {
      topology = "cluster";
      node = cluster.seeds().get(0);
    } else {
      node = ((Topology.Standalone) redis.topology()).node();
    }
    return new RedisTarget(
        topology, node.host(), node.port(), redis.database(), redis.tls().enabled());
  }
}
