package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A real connector and what health says of it; nothing is cached, so that each look is new. */
final class Patient implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  final RedisConnector connector;
  final RedisHealth health;

  private Patient(RedisConnector connector, RedisHealth health) {
    this.connector = connector;
    this.health = health;
  }

  /** Connects, or tries once. */
  static Patient of(Map<String, String> settings, String... more) {
    Patient patient = untried(settings, Duration.ZERO, more);
    get(patient.connector.connect());
    return patient;
  }

  /** One whose looks wait longer, for what a busy machine must not change. */
  static Patient patient(Map<String, String> settings, Duration budget, String... more) {
    Patient patient = create(settings, budget, Duration.ZERO, more);
    get(patient.connector.connect());
    return patient;
  }

  static Patient untried(Map<String, String> settings, Duration cache, String... more) {
    return create(settings, HealthConfig.DEFAULT_BUDGET, cache, more);
  }

  private static Patient create(
      Map<String, String> settings, Duration budget, Duration cache, String... more) {
    Map<String, String> all = new TreeMap<>(settings);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    RedisConfig config = RedisConfig.from(all);
    RedisConnector connector = RedisConnectors.create(config);
    HealthConfig health =
        new HealthConfig(budget, cache, config.keyPrefix(), RedisTarget.of(config));
    return new Patient(connector, RedisHealths.create(connector, health));
  }

  ServiceHealth ready() {
    return get(health.ready());
  }

  HealthReport check() {
    return get(health.check());
  }

  /** Looks until the short look says so; the first connection, or its loss, takes its time. */
  ServiceHealth awaitReady(HealthStatus status, FindingCode... codes) {
    return Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(
            this::ready,
            answer -> answer.status() == status && codes(answer.findings()).equals(List.of(codes)));
  }

  /** Looks until the diagnosis has this. */
  HealthReport awaitFinding(CheckName check, FindingCode code) {
    return Awaitility.await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(this::check, report -> codes(report.check(check).findings()).contains(code));
  }

  static List<FindingCode> codes(List<Finding> findings) {
    return findings.stream().map(Finding::code).toList();
  }

  static void assertComplete(HealthReport report) {
    assertThat(report.findings())
        .allSatisfy(
            finding -> {
              assertThat(finding.message()).isNotBlank();
              assertThat(finding.impact()).isNotBlank();
              assertThat(finding.resolution()).isNotBlank();
            });
  }

  static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    connector.close();
  }
}
