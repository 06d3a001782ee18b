package dev.agentc.redis.config;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * A connector's metrics for a registry of the application's own: {@code new
 * RedisMetrics(connector).bindTo(registry)}, before the connector's first use. Names and tags are
 * in {@code docs/metrics.md}. Sends no command, ever; reading the gauges does no I/O. Needs {@code
 * io.micrometer:micrometer-core}, which this library does not bring.
 *
 * <p>On the request's path it costs two look-ups and two records in a timer for an operation of one
 * command: no lock, no allocation once a timer exists.
 */
public final class RedisMetrics implements MeterBinder {

  private static final Duration[] BUCKETS = {
    Duration.ofNanos(500_000),
    Duration.ofMillis(1),
    Duration.ofNanos(2_500_000),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2_500),
    Duration.ofSeconds(5)
  };

  private final RedisConnector connector;

  public RedisMetrics(RedisConnector connector) {
    this.connector = connector;
  }

  /** The upper bounds of the buckets of every latency histogram of this project. */
  public static Duration[] buckets() {
    return BUCKETS.clone();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    connector.observe(new Timers(registry));
    gauge(
        registry,
        "connected",
        "1 while there is a connection",
        status -> status.connected() ? 1 : 0);
    gauge(
        registry,
        "commands.in.flight",
        "Operations whose reply is outstanding on the shared connection",
        ConnectionStatus::commandsInFlight);
    gauge(
        registry,
        "commands.limit",
        "Most commands that may wait (REDIS_COMMAND_QUEUE)",
        ConnectionStatus::commandQueueLimit);
    gauge(
        registry,
        "connections.limit",
        "Most connections to one node (REDIS_MAX_CONNECTIONS)",
        ConnectionStatus::maxConnections);
    gauge(registry, "connections.leased", "Connections that are leased", ConnectionStatus::leased);
    gauge(
        registry,
        "connections.waiting",
        "Callers that wait for a lease",
        ConnectionStatus::waitingForLease);
    Gauge.builder("agentc.redis.last.success.age", connector, RedisMetrics::sinceLastSuccess)
        .description("Time since the last successful reply; NaN before the first")
        .baseUnit("seconds")
        .strongReference(true)
        .register(registry);
    FunctionCounter.builder(
            "agentc.redis.reconnects", connector, each -> each.status().reconnects())
        .description("Connections made again after the first")
        .register(registry);
  }

  private static double sinceLastSuccess(RedisConnector connector) {
    return connector.status().sinceLastSuccess().map(age -> age.toNanos() / 1e9).orElse(Double.NaN);
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      ToDoubleFunction<ConnectionStatus> value) {
    Gauge.builder("agentc.redis." + name, connector, each -> value.applyAsDouble(each.status()))
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  /**
   * The timers, found without a lock; their number is bounded by Redis's commands and our kinds.
   */
  private static final class Timers implements RedisObserver {

    private final MeterRegistry registry;
    private final Map<String, Timer> replies = new ConcurrentHashMap<>();
    private final Map<String, Timer> errors = new ConcurrentHashMap<>();
    private final Map<Access, Map<String, Timer>> operations = new ConcurrentHashMap<>();

    Timers(MeterRegistry registry) {
      this.registry = registry;
    }

    @Override
    public void replied(String command, boolean error, long nanos) {
      Map<String, Timer> timers = error ? errors : replies;
      Timer timer = timers.get(command);
      if (timer == null) {
        timer =
            timers.computeIfAbsent(
                command,
                name ->
                    Timer.builder("agentc.redis.command")
                        .description("From writing a command to the end of its reply")
                        .tag("command", name)
                        .tag("outcome", error ? "error" : "success")
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void ended(Access access, String outcome, long nanos) {
      Map<String, Timer> timers = operations.get(access);
      if (timers == null) {
        timers = operations.computeIfAbsent(access, each -> new ConcurrentHashMap<>());
      }
      Timer timer = timers.get(outcome);
      if (timer == null) {
        timer =
            timers.computeIfAbsent(
                outcome,
                word ->
                    Timer.builder("agentc.redis.operation")
                        .description("From the call of an operation to its end")
                        .tag("access", access.name().toLowerCase(Locale.ROOT))
                        .tag("outcome", word)
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry));
      }
      timer.record(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
