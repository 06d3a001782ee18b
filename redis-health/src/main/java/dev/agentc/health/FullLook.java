package dev.agentc.health;

import dev.agentc.redis.config.RedisConnector;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** All five checks, side by side, each under the one deadline. */
final class FullLook implements Look<HealthReport> {

  private final RedisConnector connector;
  private final RedisTarget target;
  private final WarmUp warmUp;
  private final List<Check> checks;
  private final LookMemory memory;
  private final ReportListeners listeners;
  private final Instant startedAt;
  private final LongSupplier nanos;
  private final long startedNanos;
  private final Map<CheckName, Duration> durations = new ConcurrentHashMap<>();

  FullLook(
      RedisConnector connector,
      RedisTarget target,
      WarmUp warmUp,
      List<Check> checks,
      LookMemory memory,
      ReportListeners listeners,
      Instant startedAt,
      LongSupplier nanos) {
    this.connector = connector;
    this.target = target;
    this.warmUp = warmUp;
    this.checks = List.copyOf(checks);
    this.memory = memory;
    this.listeners = listeners;
    this.startedAt = startedAt;
    this.nanos = nanos;
    this.startedNanos = nanos.getAsLong();
  }

  @Override
  public CompletionStage<Void> begin() {
    return warmUp.ready().thenCompose(settled -> beginChecks());
  }

  private CompletionStage<Void> beginChecks() {
    return CompletableFuture.allOf(
        checks.stream().map(this::begin).toArray(CompletableFuture<?>[]::new));
  }

  private CompletableFuture<Void> begin(Check check) {
    long began = nanos.getAsLong();
    return check
        .begin(connector.probe())
        .thenRun(() -> durations.put(check.name(), Duration.ofNanos(nanos.getAsLong() - began)))
        .toCompletableFuture();
  }

  @Override
  public boolean answered() {
    return checks.stream().allMatch(Check::answered);
  }

  @Override
  public HealthReport conclude() {
    Map<CheckName, CheckResult> results = new EnumMap<>(CheckName.class);
    Map<CheckName, CheckHistory> histories = new EnumMap<>(CheckName.class);
    for (Check check : checks) {
      CheckResult result = result(check);
      results.put(check.name(), result);
      histories.put(check.name(), memory.add(check.name(), point(result)));
    }
    HealthReport report =
        new HealthReport(
            HealthStatus.worst(results.values().stream().map(CheckResult::status).toList()),
            startedAt,
            elapsed(),
            target.topology(),
            results,
            histories);
    listeners.tell(report);
    return report;
  }

  private CheckResult result(Check check) {
    Seen seen = check.conclude();
    List<Finding> findings = FindingCode.mostSevereFirst(memory.damped(check.name(), seen));
    Optional<String> error =
        findings.stream()
            .filter(finding -> finding.severity() == Severity.CRITICAL)
            .map(Finding::message)
            .findFirst();
    return new CheckResult(
        check.name(),
        FindingCode.statusOf(findings),
        seen.details(),
        error,
        durations.getOrDefault(check.name(), elapsed()),
        findings);
  }

  private CheckHistory.Point point(CheckResult result) {
    Map<String, Number> values = new HashMap<>();
    result
        .details()
        .forEach(
            (name, value) -> {
              if (value instanceof Number number) {
                values.put(name, number);
              }
            });
    return new CheckHistory.Point(startedAt, result.status(), result.duration(), values);
  }

  private Duration elapsed() {
    return Duration.ofNanos(nanos.getAsLong() - startedNanos);
  }
}
