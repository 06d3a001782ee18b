package dev.agentc.api;

import dagger.Module;
import dagger.Provides;
import dev.agentc.api.debug.RedisDebugEndpoints;
import dev.agentc.api.health.DiagnosisEndpoints;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.session.SessionRepository;
import java.util.ArrayList;
import java.util.List;

/** What operators look at: the diagnosis and what they may try by hand. */
@Module
interface OperationsModule {

  @Provides
  static OperationEndpoints operations(
      ApiConfig config,
      HealthConfig healthConfig,
      RedisConnector connector,
      RedisHealth health,
      SessionRepository sessions) {
    List<Endpoint> all = new ArrayList<>();
    if (config.debug().reads()) {
      all.addAll(DiagnosisEndpoints.of(health));
      all.addAll(
          RedisDebugEndpoints.of(
              connector,
              health,
              sessions,
              healthConfig.keyPrefix(),
              config.debug().writes(config.isOpen())));
    }
    return new OperationEndpoints(all);
  }
}
