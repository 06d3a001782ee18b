package dev.agentc.api;

import dagger.Binds;
import dagger.Module;
import dagger.Provides;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.chat.ChatEndpoints;
import dev.agentc.api.health.HealthEndpoints;
import dev.agentc.api.limit.RateLimiter;
import dev.agentc.api.openapi.DocumentationEndpoints;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.api.session.SessionLists;
import dev.agentc.api.tracing.RequestObserver;
import dev.agentc.api.user.UserEndpoints;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.RedisHealths;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;
import io.micrometer.observation.ObservationRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What the server is made of, on top of the three libraries. */
@Module
interface ApiModule {

  @Provides
  static Clock clock() {
    return Clock.systemUTC();
  }

  @Provides
  @Singleton
  static RedisHealth health(RedisConnector connector, HealthConfig config) {
    return RedisHealths.create(connector, config);
  }

  @Provides
  @Singleton
  static Admission admission(ApiConfig config) {
    return Admission.within(config.limits());
  }

  @Binds
  Draining draining(Admission admission);

  @Provides
  static List<Endpoint> endpoints(
      HealthEndpoints health,
      SessionEndpoints sessions,
      SessionRepository sessionRepository,
      UserRepository users,
      ChatRepository chats,
      MetadataRepository metadata,
      OperationEndpoints operations,
      Clock clock) {
    List<Endpoint> all = new ArrayList<>(health.all());
    all.addAll(operations.all());
    all.addAll(sessions.all());
    all.addAll(UserEndpoints.of(users));
    all.add(
        Endpoint.data(
            Endpoint.Method.GET,
            "/api/v2/users/{user_id}/sessions",
            request -> SessionLists.ofUser(sessionRepository, PathIds.user(request), request)));
    all.addAll(ChatEndpoints.of(chats, metadata, clock));
    all.addAll(DocumentationEndpoints.all());
    return all;
  }

  @Provides
  @Singleton
  static Authentication authentication(ApiConfig config, Clock clock) {
    return Authentication.of(config.access().auth(), clock);
  }

  @Provides
  @Singleton
  static RateLimiter rateLimiter(ApiConfig config, RedisAccess access, HealthConfig health) {
    return config
        .access()
        .rateLimit()
        .map(limit -> RateLimiter.shared(limit, access, new KeySpace(health.keyPrefix(), 1)))
        .orElseGet(RateLimiter::unlimited);
  }

  @Provides
  @Singleton
  static Gate gate(ApiConfig config, Authentication authentication, RateLimiter limiter) {
    AccessConfig access = config.access();
    return new Gate(
        authentication, limiter, new CrossOrigin(access.allowedHosts(), access.authenticates()));
  }

  @Provides
  @Singleton
  static ApiServer server(
      ApiConfig config,
      List<Endpoint> endpoints,
      Admission admission,
      Gate gate,
      ObservationRegistry observations,
      ServerMetrics metrics) {
    return ApiServer.create(
        config, endpoints, admission, gate, RequestObserver.of(observations), metrics.requests());
  }
}
