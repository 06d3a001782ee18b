package dev.agentc.health;

import dagger.BindsInstance;
import dagger.Component;
import dev.agentc.redis.config.RedisConnection;
import jakarta.inject.Singleton;

/**
 * One {@link RedisHealth} per component, made without I/O. Create it with {@code
 * DaggerHealthComponent.factory().create(redis, config)}; the connection stays its owner's.
 */
@Singleton
@Component(modules = HealthModule.class, dependencies = RedisConnection.class)
public interface HealthComponent extends HealthSource {

  /** Makes components. */
  @Component.Factory
  interface Factory {
    HealthComponent create(RedisConnection redis, @BindsInstance HealthConfig config);
  }
}
