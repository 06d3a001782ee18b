package dev.agentc.api;

import dev.agentc.api.auth.Authentication;
import dev.agentc.api.cli.ExitCode;
import dev.agentc.api.health.HealthLog;
import dev.agentc.api.log.Logging;
import dev.agentc.api.tracing.TracingProvider;
import dev.agentc.health.HealthWatch;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.ConnectionStatus;
import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoriesComponent;
import dev.agentc.repository.RepositoriesProvision;
import io.micrometer.observation.ObservationRegistry;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running server: its life from the settings to the signal. */
final class Service {

  private static final Logger LOG = LoggerFactory.getLogger(Service.class);

  private static final Duration LONGEST_WAIT_FOR_REDIS = Duration.ofSeconds(2);

  private final ApiConfig config;
  private final ApiServer server;
  private final Authentication authentication;
  private final RedisConnector redis;
  private final CompletionStage<ConnectionStatus> connected;
  private final Repositories repositories;
  private final RedisHealth health;
  // Guarded by this.
  private @Nullable HealthWatch watch;
  private boolean watchEnded;

  private Service(ServerSettings all, ObservationRegistry observations) {
    RedisConnection connection = DaggerRedisComponent.factory().create(all.redis(), observations);
    ServerMetrics metrics = ServerMetrics.of(connection.connector());
    // Here, on threads of its own, while the rest is loaded: it would be waited for afterwards.
    this.connected = connection.connector().connect();
    RepositoriesProvision stored =
        RepositoriesProvision.of(
            metrics.observe(
                RepositoriesComponent.create(connection.access(), all.repositories())
                    .repositories()));
    this.config = all.api();
    this.redis = connection.connector();
    this.repositories = stored.repositories();
    ApiComponent component =
        DaggerApiComponent.factory()
            .create(connection, stored, all.api(), all.health(), observations, metrics);
    this.authentication = component.authentication();
    this.server = component.server();
    this.health = component.health();
  }

  /**
   * Returns once the server runs; it stops with the signal. Throws {@link
   * dev.agentc.redis.config.ConfigException} for settings that only show when they are used.
   */
  static int serve(ServerSettings all, Settings settings) {
    Logging.configure(all.logFormat(), all.logLevel());
    settings.warnings().forEach(LOG::warn);
    StartReport.configuration(settings).forEach(line -> LOG.info("setting {}", line));
    return new Service(all, observations(all)).start();
  }

  private static ObservationRegistry observations(ServerSettings all) {
    if (!all.tracing()) {
      return ObservationRegistry.NOOP;
    }
    return TracingProvider.find()
        .orElseThrow(
            () ->
                new ConfigException(
                    List.of(
                        "API_TRACING=true needs a dev.agentc.api.tracing.TracingProvider on the"
                            + " class path: java -cp api-server.jar:tracer.jar dev.agentc.api.Main")))
        .registry();
  }

  private int start() {
    CompletionStage<Void> keys = authentication.start();
    // Whoever sees the port open may expect answers; a Redis that is away must not delay it though.
    connected
        .toCompletableFuture()
        .completeOnTimeout(redis.status(), LONGEST_WAIT_FOR_REDIS.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    try {
      keys.toCompletableFuture().join();
      server.start();
    } catch (RuntimeException e) {
      System.err.println(sentence(ApiErrors.unwrap(e)));
      authentication.close();
      redis.close();
      Logging.close();
      return ExitCode.FAILED;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "agentc-shutdown"));
    LOG.info("listening on http://{}:{}", config.host(), server.port());
    if (!config.access().authenticates()) {
      LOG.warn(StartReport.open(config));
    }
    if (config.sessionsEnabled()) {
      repositories.maintenance().start();
    }
    // The first diagnosis is the start report: a connection that is still being made is no outage.
    health.onReport(new HealthLog());
    connected.thenRun(this::beginWatch);
    return ExitCode.OK;
  }

  private synchronized void beginWatch() {
    if (!watchEnded) {
      watch = HealthWatch.start(health, HealthWatch.DEFAULT_INTERVAL);
    }
  }

  private synchronized void endWatch() {
    watchEnded = true;
    HealthWatch running = watch;
    if (running != null) {
      running.close();
    }
  }

  private String sentence(Throwable failure) {
    if (failure instanceof Authentication.StartFailure) {
      return String.valueOf(failure.getMessage());
    }
    return causedBy(failure, BindException.class)
        ? "The address "
            + config.host()
            + ":"
            + config.port()
            + " is taken, or is none of this machine's: stop what uses it, or set AGENT_C_API_PORT"
            + " (0 = any free port) or AGENT_C_API_HOST"
        : "The server could not be started on " + config.host() + ":" + config.port();
  }

  private static boolean causedBy(@Nullable Throwable failure, Class<?> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** In the hook: the exit waits for this, and no longer than {@code API_SHUTDOWN_TIMEOUT}. */
  private void stop() {
    Duration limit = config.shutdown().limit();
    Thread guard = new Thread(() -> haltAfter(limit), "agentc-shutdown-limit");
    guard.setDaemon(true);
    guard.start();
    try {
      LOG.info(
          "draining: ready says so, requests are served for another {} and then refused; {} running",
          config.shutdown().notice(),
          server.running());
      if (server.stop()) {
        LOG.info("all requests ended");
      } else {
        LOG.warn("requests that did not end in time got 503");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    endWatch();
    authentication.close();
    repositories.close();
    redis.closeAsync().toCompletableFuture().completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
    LOG.info("stopped");
    Logging.close();
  }

  private static void haltAfter(Duration limit) {
    try {
      Thread.sleep(limit.toMillis());
      LOG.warn("stopped by its limit of {}", limit);
      Logging.close();
      Runtime.getRuntime().halt(ExitCode.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
