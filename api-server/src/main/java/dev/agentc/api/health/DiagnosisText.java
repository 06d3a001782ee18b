package dev.agentc.api.health;

import dev.agentc.health.CheckName;
import dev.agentc.health.CheckResult;
import dev.agentc.health.Finding;
import dev.agentc.health.FindingCode;
import dev.agentc.health.HealthReport;
import dev.agentc.health.HealthStatus;
import dev.agentc.health.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A diagnosis as lines of text for an operator: what is connected, or what is wrong, what that
 * affects and what to do. The start report and the command line say it in the same words. Names the
 * host of Redis; holds no credential.
 */
public final class DiagnosisText {

  /** How the lines look. */
  public enum Style {
    /** For a log or a file. */
    PLAIN,
    /** With ANSI colours, for a terminal. */
    COLOUR
  }

  /** What leaves some keys without a server. */
  private static final Set<FindingCode> PARTS =
      Set.of(FindingCode.PRIMARY_DOWN, FindingCode.SLOTS_UNCOVERED);

  private static final String RESET = "\u001b[0m";
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String YELLOW = "\u001b[33m";
  private static final String BLUE = "\u001b[34m";

  private final HealthReport report;
  private final Style style;
  private final List<String> lines = new ArrayList<>();

  private DiagnosisText(HealthReport report, Style style) {
    this.report = report;
    this.style = style;
  }

  /** All of it: the verdict, the five checks, what is affected, each finding with its remedy. */
  public static List<String> lines(HealthReport report, Style style) {
    DiagnosisText text = new DiagnosisText(report, style);
    text.lines.add(text.verdict());
    text.checks();
    affected(report).ifPresent(text.lines::add);
    text.findings();
    return List.copyOf(text.lines);
  }

  /** What a connected Redis is, in one sentence; what is not known is left out. */
  public static String server(HealthReport report) {
    Map<String, @Nullable Object> info = report.check(CheckName.SERVER_INFO).details();
    List<String> parts = new ArrayList<>();
    parts.add(name(info) + text(info, "redis_version").map(version -> " " + version).orElse(""));
    parts.add(report.topology());
    text(info, "role").ifPresent(parts::add);
    parts.add("at " + target(report));
    text(info, "used_memory_human").ifPresent(used -> parts.add(used + memoryLimit(info)));
    text(info, "connected_clients").ifPresent(clients -> parts.add(clients + " clients"));
    text(info, "uptime_in_seconds").ifPresent(up -> parts.add("up " + up + " s"));
    text(report.check(CheckName.PERFORMANCE).details(), "ping_latency_ms")
        .ifPresent(latency -> parts.add("PING " + latency + " ms"));
    return String.join(", ", parts);
  }

  /** Whether there is a connection, and to what. */
  public static String summary(HealthReport report) {
    return Boolean.TRUE.equals(report.check(CheckName.CONNECTIVITY).details().get("connected"))
        ? "connected to " + server(report)
        : "no reply from Redis at " + target(report);
  }

  /** What does not work while it is so; empty when all does. */
  public static Optional<String> affected(HealthReport report) {
    return switch (report.status()) {
      case HEALTHY -> Optional.empty();
      case DEGRADED -> affectedInPart(report);
      case UNHEALTHY, ERROR ->
          Optional.of(
              "affected: session persistence, user data and chat history: their endpoints answer"
                  + " 503 and /health/ready says not_ready; /health/live works");
    };
  }

  private static Optional<String> affectedInPart(HealthReport report) {
    if (report.findings().stream().anyMatch(each -> PARTS.contains(each.code()))) {
      return Optional.of(
          "affected: sessions, users and chats in a part of the cluster: their requests answer 503;"
              + " the others work; /health says degraded");
    }
    return report.findings().stream().anyMatch(each -> each.severity() == Severity.CRITICAL)
        ? Optional.of(
            "affected: changes to sessions, user data and chat history may answer 503;"
                + " reads work; /health says degraded")
        : Optional.empty();
  }

  /** One finding in one line: what is so, what it means, what to do. */
  public static String line(Finding finding) {
    return finding.code()
        + ": "
        + finding.message()
        + " Impact: "
        + finding.impact()
        + " To do: "
        + finding.resolution();
  }

  private String verdict() {
    String word = report.status().label().toUpperCase(Locale.ROOT);
    return coloured(word, BOLD + colour(report.status())) + ": " + summary(report);
  }

  private void checks() {
    for (CheckResult check : report.checks().values()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-16s %s %6.1f ms",
              check.name().label(),
              coloured(
                  String.format(Locale.ROOT, "%-9s", check.status().label()),
                  colour(check.status())),
              check.duration().toNanos() / 1_000_000.0));
    }
  }

  private void findings() {
    for (Finding finding : report.findings()) {
      lines.add("");
      lines.add(
          coloured(finding.severity().label() + " " + finding.code(), colour(finding.severity()))
              + ": "
              + finding.message());
      lines.add("  impact: " + finding.impact());
      lines.add("  to do:  " + finding.resolution());
    }
  }

  private String coloured(String text, String codes) {
    return style == Style.COLOUR ? codes + text + RESET : text;
  }

  private static String colour(HealthStatus status) {
    return switch (status) {
      case HEALTHY -> GREEN;
      case DEGRADED -> YELLOW;
      case UNHEALTHY, ERROR -> RED;
    };
  }

  private static String colour(Severity severity) {
    return switch (severity) {
      case INFO -> BLUE;
      case WARNING -> YELLOW;
      case CRITICAL -> RED;
    };
  }

  /** As its makers write it. */
  private static String name(Map<String, @Nullable Object> info) {
    String name = text(info, "server_name").orElse("redis");
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  private static String memoryLimit(Map<String, @Nullable Object> info) {
    return info.get("maxmemory") instanceof Number limit && limit.longValue() > 0
        ? String.format(Locale.ROOT, " of %.1fM memory", limit.longValue() / (double) (1024 * 1024))
        : " memory";
  }

  private static String target(HealthReport report) {
    Map<String, @Nullable Object> details = report.check(CheckName.CONNECTIVITY).details();
    return text(details, "host").orElse("an unknown host")
        + text(details, "port").map(port -> ":" + port).orElse("");
  }

  private static Optional<String> text(Map<String, @Nullable Object> details, String name) {
    return Optional.ofNullable(details.get(name)).map(Object::toString);
  }
}
