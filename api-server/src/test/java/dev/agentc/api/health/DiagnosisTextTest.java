package dev.agentc.api.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.health.DiagnosisText.Style;
import dev.agentc.health.CheckName;
import dev.agentc.health.CheckResult;
import dev.agentc.health.Finding;
import dev.agentc.health.FindingCode;
import dev.agentc.health.HealthReport;
import dev.agentc.health.HealthStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiagnosisTextTest {

  @Test
  void aWellRedis_isNamed_andNothingIsAffected() {
    HealthReport report = report(true, HealthStatus.HEALTHY);

    assertThat(DiagnosisText.lines(report, Style.PLAIN))
        .startsWith(
            "HEALTHY: connected to Redis 7.0.15, standalone, master, at redis.internal:6379, 1.00M"
                + " memory, 3 clients, up 60 s, PING 0.4 ms",
            "  connectivity     healthy      1.5 ms")
        .hasSize(6);
    assertThat(DiagnosisText.affected(report)).isEmpty();
  }

  @Test
  void anotherServer_isCalledByItsName() {
    Map<String, @Nullable Object> details = new HashMap<>(details(true));
    details.put("server_name", "valkey");
    details.put("redis_version", "8.1.1");
    HealthReport report = report(HealthStatus.HEALTHY, details);

    assertThat(DiagnosisText.summary(report))
        .startsWith("connected to Valkey 8.1.1, standalone, master, at ");
  }

  @Test
  void noRedis_saysWhatIsAffected_andWhatToDo() {
    HealthReport report = report(false, HealthStatus.UNHEALTHY, FindingCode.UNREACHABLE);

    List<String> lines = DiagnosisText.lines(report, Style.PLAIN);

    assertThat(lines.get(0)).isEqualTo("UNHEALTHY: no reply from Redis at redis.internal:6379");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("affected: session persistence, user data and chat history"))
        .contains("critical UNREACHABLE: " + FindingCode.UNREACHABLE.message())
        .contains("  impact: " + FindingCode.UNREACHABLE.impact())
        .contains("  to do:  " + FindingCode.UNREACHABLE.resolution());
  }

  @Test
  void redisTakesNoWrites_readsAreSaidToWork_aWarningAffectsNothing() {
    HealthReport readOnly = report(true, HealthStatus.DEGRADED, FindingCode.READ_ONLY);
    HealthReport slow = report(true, HealthStatus.DEGRADED, FindingCode.SLOW);

    assertThat(DiagnosisText.affected(readOnly).orElseThrow()).contains("reads work");
    assertThat(DiagnosisText.affected(slow)).isEmpty();
  }

  @Test
  void coloursAreForTerminalsOnly() {
    HealthReport report = report(false, HealthStatus.UNHEALTHY, FindingCode.UNREACHABLE);

    assertThat(String.join("", DiagnosisText.lines(report, Style.PLAIN))).doesNotContain("\u001b");
    assertThat(DiagnosisText.lines(report, Style.COLOUR).get(0))
        .isEqualTo(
            "\u001b[1m\u001b[31mUNHEALTHY\u001b[0m: no reply from Redis at redis.internal:6379");
  }

  static HealthReport report(boolean connected, HealthStatus status, FindingCode... codes) {
    return report(status, details(connected), codes);
  }

  private static HealthReport report(
      HealthStatus status, Map<String, @Nullable Object> details, FindingCode... codes) {
    Map<CheckName, CheckResult> checks = new EnumMap<>(CheckName.class);
    for (CheckName name : CheckName.values()) {
      checks.put(name, check(name, details, status, codes));
    }
    return new HealthReport(
        status, Instant.EPOCH, Duration.ofMillis(2), "standalone", checks, Map.of());
  }

  private static CheckResult check(
      CheckName name,
      Map<String, @Nullable Object> details,
      HealthStatus status,
      FindingCode... codes) {
    List<Finding> findings =
        List.of(codes).stream()
            .map(
                code ->
                    new Finding(
                        code, code.severity(), code.message(), code.impact(), code.resolution()))
            .toList();
    return new CheckResult(
        name, status, details, Optional.empty(), Duration.ofNanos(1_500_000), findings);
  }

  private static Map<String, @Nullable Object> details(boolean connected) {
    Map<String, @Nullable Object> details = new HashMap<>();
    details.put("connected", connected);
    details.put("host", "redis.internal");
    details.put("port", 6379);
    if (connected) {
      details.put("redis_version", "7.0.15");
      details.put("role", "master");
      details.put("used_memory_human", "1.00M");
      details.put("maxmemory", 0L);
      details.put("connected_clients", 3L);
      details.put("uptime_in_seconds", 60L);
      details.put("ping_latency_ms", 0.4);
    }
    return details;
  }
}
