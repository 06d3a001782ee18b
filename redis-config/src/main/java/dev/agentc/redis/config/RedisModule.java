package dev.agentc.redis.config;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import jakarta.inject.Singleton;

@Module
interface RedisModule {

  @Provides
  @Singleton
  static RedisConnector connector(RedisConfig config) {
    return RedisConnectors.create(config);
  }

  @Binds
  RedisAccess access(RedisConnector connector);
}
