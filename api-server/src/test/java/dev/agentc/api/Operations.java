package dev.agentc.api;

import dev.agentc.api.auth.Authentication;
import dev.agentc.api.health.HealthEndpoints;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.RedisHealths;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;

/** The endpoints for operators and probes, on a real Redis, behind the real server. */
public final class Operations implements AutoCloseable {

  public final RedisHealth health;
  public final RunningApi api;
  private final List<Endpoint> endpoints;
  private final RedisConnector connector;
  private final Repositories repositories;

  private Operations(Map<String, String> settings, String host, DebugMode debug, Duration cache) {
    RedisConfig redis = RedisConfig.from(settings);
    connector = RedisConnectors.create(redis);
    HealthConfig defaults = HealthConfig.of(redis);
    HealthConfig config =
        new HealthConfig(defaults.budget(), cache, defaults.keyPrefix(), defaults.target());
    ServerMetrics metrics = ServerMetrics.of(connector);
    health = RedisHealths.create(connector, config);
    repositories =
        metrics.observe(
            RedisRepositories.create(
                connector, RepositoryConfig.builder().keyPrefix(redis.keyPrefix()).build()));
    ApiConfig api =
        new ApiConfig(
            host,
            0,
            ServerLimits.defaults(),
            true,
            Shutdown.within(Duration.ofSeconds(1)),
            debug,
            AccessConfig.open());
    endpoints =
        new ArrayList<>(
            OperationsModule.operations(
                    api, config, connector, health, repositories.sessions(), metrics)
                .all());
    endpoints.addAll(new HealthEndpoints(health, () -> false, Clock.systemUTC()).all());
    endpoints.addAll(new SessionEndpoints(repositories.sessions()).all());
    this.api = RunningApi.start(endpoints, metrics.requests());
    connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  /** Nothing is cached, so that each request is a new look. */
  public static Operations of(Map<String, String> settings, String... more) {
    return new Operations(with(settings, more), ApiConfig.LOOPBACK, DebugMode.AUTO, Duration.ZERO);
  }

  /** As it runs: answers are reused for a second. */
  public static Operations cached(Map<String, String> settings, String... more) {
    return new Operations(
        with(settings, more), ApiConfig.LOOPBACK, DebugMode.AUTO, Duration.ofSeconds(1));
  }

  static Operations cachedFor(Map<String, String> settings, int seconds) {
    return new Operations(
        settings, ApiConfig.LOOPBACK, DebugMode.AUTO, Duration.ofSeconds(seconds));
  }

  static Operations on(Map<String, String> settings, String host, DebugMode debug) {
    return new Operations(settings, host, debug, Duration.ZERO);
  }

  private static Map<String, String> with(Map<String, String> settings, String... more) {
    Map<String, String> all = new TreeMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  /** The same, for those who say who they are; the caller closes it. */
  public RunningApi behind(Authentication authentication) {
    return RunningApi.start(endpoints, authentication);
  }

  /** Asks until the answer is so. */
  public RunningApi.Answer await(String path, Predicate<RunningApi.Answer> condition) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> api.get(path), condition);
  }

  @Override
  public void close() {
    api.close();
    repositories.close();
    connector.close();
  }
}
