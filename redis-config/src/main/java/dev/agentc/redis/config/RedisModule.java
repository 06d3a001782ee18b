package dev.agentc.redis.config;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import io.micrometer.observation.ObservationRegistry;
import jakarta.inject.Singleton;

@Module
interface RedisModule {

  @Provides
  @Singleton
  static RedisConnector connector(RedisConfig config, ObservationRegistry observations) {
    return RedisConnectors.create(config, observations);
  }

  @Binds
  RedisAccess access(RedisConnector connector);
}
