package dev.agentc.api;

import dagger.Module;
import dagger.Provides;
import dev.agentc.api.debug.RedisDebugEndpoints;
import dev.agentc.api.health.DiagnosisEndpoints;
import dev.agentc.api.status.StatusPage;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.session.SessionRepository;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/** What operators look at: metrics, a page, the diagnosis, and what they may try by hand. */
@Module
interface OperationsModule {

  @Provides
  @Singleton
  static OperationEndpoints operations(
      ApiConfig config,
      HealthConfig healthConfig,
      RedisConnector connector,
      RedisHealth health,
      SessionRepository sessions,
      ServerMetrics metrics) {
    List<Endpoint> all = new ArrayList<>(StatusPage.of(health));
    all.add(metrics.endpoint(health));
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
