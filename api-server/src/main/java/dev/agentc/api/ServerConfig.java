package dev.agentc.api;

import dev.agentc.health.HealthConfig;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.RepositoryConfig;
import java.util.List;
import java.util.Map;

/**
 * Everything that the server can be told.
 *
 * @param warnings about settings that are taken, but not as their writer may think
 * @param effective each setting's name and the value in force, secrets masked
 */
record ServerConfig(
    ApiConfig api,
    RedisConfig redis,
    RepositoryConfig repositories,
    HealthConfig health,
    List<String> warnings,
    Map<String, String> effective) {

  /** Throws {@link dev.agentc.redis.config.ConfigException} with every problem at once. */
  static ServerConfig from(Settings settings) {
    RedisConfig redis = RedisConfig.from(settings);
    RepositoryConfig repositories = RepositoryConfig.from(settings, redis.keyPrefix());
    HealthConfig health = HealthConfig.from(settings, redis);
    ApiConfig api = ApiSettings.read(settings, repositories.enabled());
    ApiSettings.readLogging(settings);
    settings.finish("REDIS_", "API_", "AGENT_C_API_", "SESSION_", "CHAT_");
    return new ServerConfig(
        api, redis, repositories, health, settings.warnings(), settings.effective());
  }
}
