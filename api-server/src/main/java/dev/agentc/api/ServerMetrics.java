package dev.agentc.api;

import dev.agentc.health.HealthMetrics;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisMetrics;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryMetrics;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The server's metrics, and {@code GET /metrics} for Prometheus. A scrape shares its one look at
 * Redis with all who ask for the diagnosis at about the same time, and sends no other command.
 */
final class ServerMetrics {

  static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private static final int MOST_SCRAPES = 16;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final HttpMetrics requests = new HttpMetrics(registry);
  // A scrape takes milliseconds of text; not on the threads that serve sockets.
  private final ThreadPoolExecutor writer =
      new ThreadPoolExecutor(
          1,
          1,
          10,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_SCRAPES),
          ServerMetrics::daemon);

  private ServerMetrics() {
    writer.allowCoreThreadTimeOut(true);
  }

  /** Observes the connector: to be made before its first use. */
  static ServerMetrics of(RedisConnector connector) {
    ServerMetrics metrics = new ServerMetrics();
    new RedisMetrics(connector).bindTo(metrics.registry);
    new JvmMemoryMetrics().bindTo(metrics.registry);
    new JvmThreadMetrics().bindTo(metrics.registry);
    new ClassLoaderMetrics().bindTo(metrics.registry);
    new ProcessorMetrics().bindTo(metrics.registry);
    new FileDescriptorMetrics().bindTo(metrics.registry);
    new UptimeMetrics().bindTo(metrics.registry);
    return metrics;
  }

  Repositories observe(Repositories repositories) {
    return RepositoryMetrics.observe(repositories, registry);
  }

  RequestListener requests() {
    return requests;
  }

  /** Binds the diagnosis, once. */
  Endpoint endpoint(RedisHealth health) {
    new HealthMetrics(health).bindTo(registry);
    return Endpoint.admin(Endpoint.Method.GET, "/metrics", TEXT, request -> scrape(health));
  }

  private CompletionStage<Reply> scrape(RedisHealth health) {
    return health
        .check()
        .thenApplyAsync(report -> Reply.text(200, TEXT, registry.scrape()), writer);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "agentc-metrics");
    thread.setDaemon(true);
    return thread;
  }
}
