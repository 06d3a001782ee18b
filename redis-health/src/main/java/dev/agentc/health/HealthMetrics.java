package dev.agentc.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the newest diagnosis says, for a registry of the application's own: {@code new
 * HealthMetrics(health).bindTo(registry)}. Names and tags are in {@code docs/metrics.md}. Reading
 * them sends no command: somebody has to look, a {@link HealthWatch} for one, or whoever scrapes by
 * {@link RedisHealth#check} beforehand. Needs {@code io.micrometer:micrometer-core}, which this
 * library does not bring. Thread-safe.
 *
 * <p>Every finding is always present as 0 or 1, so that an alert clears. One that lasts for a
 * single diagnosis may fall between two scrapes; the counter {@code agentc.redis.finding.seen} has
 * it.
 */
public final class HealthMetrics implements MeterBinder, Consumer<HealthReport> {

  private final RedisHealth health;
  private final Clock clock;
  private final Map<FindingCode, LongAdder> seen = new EnumMap<>(FindingCode.class);
  private volatile @Nullable HealthReport newest;

  public HealthMetrics(RedisHealth health) {
    this(health, Clock.systemUTC());
  }

  HealthMetrics(RedisHealth health, Clock clock) {
    this.health = health;
    this.clock = clock;
    for (FindingCode code : FindingCode.values()) {
      seen.put(code, new LongAdder());
    }
  }

  /** Once per registry; also begins to listen. */
  @Override
  public void bindTo(MeterRegistry registry) {
    health.onReport(this);
    gauge(registry, "health.status", "0 healthy, 1 degraded, 2 unhealthy, 3 error")
        .register(report -> level(report.status()));
    gauge(registry, "health.age", "Age of the newest diagnosis in seconds")
        .register(report -> Duration.between(report.timestamp(), clock.instant()).toMillis() / 1e3);
    for (CheckName name : CheckName.values()) {
      gauge(registry, "health.check", "As agentc.redis.health.status, of one check")
          .tag("check", name.label())
          .register(report -> level(report.check(name).status()));
    }
    for (FindingCode code : FindingCode.values()) {
      finding(registry, code);
    }
    detail(
        registry,
        "ping",
        "Latency of a PING in milliseconds",
        CheckName.PERFORMANCE,
        "ping_latency_ms");
    server(registry, "memory.used", "Bytes that Redis uses", "used_memory");
    server(registry, "memory.limit", "Bytes that Redis may use; 0 for no limit", "maxmemory");
    server(registry, "clients", "Clients that are connected to Redis", "connected_clients");
    server(registry, "clients.blocked", "Clients in a blocking command", "blocked_clients");
    server(registry, "uptime", "Seconds since the start of Redis", "uptime_in_seconds");
    server(
        registry, "ops", "Commands per second, as Redis counts them", "instantaneous_ops_per_sec");
    server(registry, "commands", "Commands since the start of Redis", "total_commands_processed");
    server(registry, "hits", "Reads that found a key, since the start of Redis", "keyspace_hits");
    server(
        registry, "misses", "Reads that found none, since the start of Redis", "keyspace_misses");
    server(registry, "expired", "Keys that expired since the start of Redis", "expired_keys");
    server(registry, "evicted", "Keys that were evicted since the start of Redis", "evicted_keys");
  }

  @Override
  public void accept(HealthReport report) {
    newest = report;
    for (Finding finding : report.findings()) {
      LongAdder count = seen.get(finding.code());
      if (count != null) {
        count.increment();
      }
    }
  }

  private static int level(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> 0;
      case DEGRADED -> 1;
      case UNHEALTHY -> 2;
      case ERROR -> 3;
    };
  }

  private void finding(MeterRegistry registry, FindingCode code) {
    Gauge.builder("agentc.redis.finding", this, metrics -> metrics.has(code) ? 1 : 0)
        .description("1 while the newest diagnosis has this finding")
        .tag("code", code.name())
        .tag("severity", code.severity().label())
        .strongReference(true)
        .register(registry);
    FunctionCounter.builder("agentc.redis.finding.seen", this, metrics -> metrics.count(code))
        .description("Diagnoses that had this finding")
        .tag("code", code.name())
        .tag("severity", code.severity().label())
        .register(registry);
  }

  private boolean has(FindingCode code) {
    HealthReport report = newest;
    return report != null && report.findings().stream().anyMatch(finding -> finding.code() == code);
  }

  private double count(FindingCode code) {
    LongAdder count = seen.get(code);
    return count == null ? 0 : count.sum();
  }

  private void server(MeterRegistry registry, String name, String description, String detail) {
    detail(registry, "server." + name, description, CheckName.SERVER_INFO, detail);
  }

  private void detail(
      MeterRegistry registry, String name, String description, CheckName check, String detail) {
    gauge(registry, name, description)
        .register(
            report ->
                report.check(check).details().get(detail) instanceof Number number
                    ? number.doubleValue()
                    : Double.NaN);
  }

  private OfReport gauge(MeterRegistry registry, String name, String description) {
    return new OfReport(registry, "agentc.redis." + name, description, "", "");
  }

  /** A gauge that reads the newest report; NaN before the first. */
  private final class OfReport {

    private final MeterRegistry registry;
    private final String name;
    private final String description;
    private final String tag;
    private final String value;

    OfReport(MeterRegistry registry, String name, String description, String tag, String value) {
      this.registry = registry;
      this.name = name;
      this.description = description;
      this.tag = tag;
      this.value = value;
    }

    OfReport tag(String with, String of) {
      return new OfReport(registry, name, description, with, of);
    }

    void register(ToDoubleFunction<HealthReport> read) {
      Gauge.Builder<HealthMetrics> gauge =
          Gauge.builder(
                  name,
                  HealthMetrics.this,
                  metrics -> {
                    HealthReport report = metrics.newest;
                    return report == null ? Double.NaN : read.applyAsDouble(report);
                  })
              .description(description)
              .strongReference(true);
      (tag.isEmpty() ? gauge : gauge.tag(tag, value)).register(registry);
    }
  }
}
