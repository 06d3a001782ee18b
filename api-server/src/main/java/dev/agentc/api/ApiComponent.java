package dev.agentc.api;

import dagger.BindsInstance;
import dagger.Component;
import dev.agentc.api.auth.Authentication;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.repository.RepositoriesProvision;
import io.micrometer.observation.ObservationRegistry;
import jakarta.inject.Singleton;
import java.util.List;

/** The server, composed of the libraries through their plain interfaces. No I/O until started. */
@Singleton
@Component(
    dependencies = {RedisConnection.class, RepositoriesProvision.class},
    modules = {ApiModule.class, OperationsModule.class})
interface ApiComponent {

  ApiServer server();

  /** To be started before the server, and closed after it. */
  Authentication authentication();

  /** All that the server answers. */
  List<Endpoint> endpoints();

  /** The one that all endpoints share. */
  RedisHealth health();

  /** Makes components. */
  @Component.Factory
  interface Factory {
    ApiComponent create(
        RedisConnection redis,
        RepositoriesProvision repositories,
        @BindsInstance ApiConfig api,
        @BindsInstance HealthConfig health,
        @BindsInstance ObservationRegistry observations,
        @BindsInstance ServerMetrics metrics);

    /** With metrics of its own; the repositories' are left out. */
    default ApiComponent create(
        RedisConnection redis,
        RepositoriesProvision repositories,
        ApiConfig api,
        HealthConfig health,
        ObservationRegistry observations) {
      return create(
          redis, repositories, api, health, observations, ServerMetrics.of(redis.connector()));
    }

    /** The same; nothing is traced. */
    default ApiComponent create(
        RedisConnection redis,
        RepositoriesProvision repositories,
        ApiConfig api,
        HealthConfig health) {
      return create(redis, repositories, api, health, ObservationRegistry.NOOP);
    }
  }
}
