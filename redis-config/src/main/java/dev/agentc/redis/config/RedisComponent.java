package dev.agentc.redis.config;

import dagger.BindsInstance;
import dagger.Component;
import io.micrometer.observation.ObservationRegistry;
import jakarta.inject.Singleton;

/**
 * One connector per component, made on first use without I/O; whoever made the component closes the
 * connector. Create it with {@code DaggerRedisComponent.factory().create(config)}.
 */
@Singleton
@Component(modules = RedisModule.class)
public interface RedisComponent extends RedisConnection {

  /** Makes components. */
  @Component.Factory
  interface Factory {
    RedisComponent create(
        @BindsInstance RedisConfig config, @BindsInstance ObservationRegistry observations);

    /** Commands are not observed. */
    default RedisComponent create(RedisConfig config) {
      return create(config, ObservationRegistry.NOOP);
    }
  }
}
