package dev.agentc.api.health;

import dev.agentc.health.CheckName;
import dev.agentc.health.Finding;
import dev.agentc.health.FindingCode;
import dev.agentc.health.HealthReport;
import dev.agentc.health.HealthStatus;
import dev.agentc.health.Severity;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs what a diagnosis says that the one before did not: at first everything (the start report),
 * then only what has changed. Told of one report at a time.
 */
public final class HealthLog implements Consumer<HealthReport> {

  private static final Logger LOG = LoggerFactory.getLogger(HealthLog.class);

  private final Set<FindingCode> known = EnumSet.noneOf(FindingCode.class);
  private @Nullable HealthStatus status;

  @Override
  public void accept(HealthReport report) {
    if (status != report.status()) {
      status = report.status();
      verdict(report);
    }
    Set<FindingCode> now = EnumSet.noneOf(FindingCode.class);
    for (Finding finding : report.findings()) {
      now.add(finding.code());
      if (!known.contains(finding.code())) {
        log(finding.severity() != Severity.INFO, DiagnosisText.line(finding));
      }
    }
    for (FindingCode code : known) {
      if (!now.contains(code)) {
        LOG.info("no longer so: {}", code);
      }
    }
    known.clear();
    known.addAll(now);
  }

  private static void verdict(HealthReport report) {
    boolean connected =
        Boolean.TRUE.equals(report.check(CheckName.CONNECTIVITY).details().get("connected"));
    String what =
        connected
            ? "connected to " + DiagnosisText.server(report)
            : "no Redis; the server goes on trying and needs no restart";
    boolean serious = report.status() != HealthStatus.HEALTHY;
    log(serious, "Redis is " + report.status().label() + ": " + what);
    DiagnosisText.affected(report).ifPresent(affected -> log(serious, affected));
  }

  private static void log(boolean serious, String line) {
    if (serious) {
      LOG.warn(line);
    } else {
      LOG.info(line);
    }
  }
}
