package dev.agentc.health;

import dagger.Module;
import dagger.Provides;
import dev.agentc.redis.config.RedisConnector;
import jakarta.inject.Singleton;

@Module
interface HealthModule {

  @Provides
  @Singleton
  static RedisHealth health(RedisConnector connector, HealthConfig config) {
    return RedisHealths.create(connector, config);
  }
}
