package dev.agentc.api.health;

import dev.agentc.health.CheckHistory;
import dev.agentc.health.CheckResult;
import dev.agentc.health.Finding;
import dev.agentc.health.HealthReport;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A diagnosis as JSON, with the field names of api-v2, section 6. For operators: names hosts. */
public final class DiagnosisJson {

  private DiagnosisJson() {}

  /** The whole report, and for each check a summary of its last results. */
  public static void report(JsonGenerator out, HealthReport report) {
    out.writeStartObject();
    members(out, report);
    out.writeEndObject();
  }

  /** The same, into an object that holds more. */
  public static void members(JsonGenerator out, HealthReport report) {
    out.writeStringProperty("status", report.status().label());
    timestamp(out, report.timestamp());
    millis(out, "duration_ms", report.duration());
    out.writeStringProperty("topology", report.topology());
    out.writeObjectPropertyStart("checks");
    report
        .checks()
        .forEach(
            (name, check) -> {
              out.writeName(name.label());
              check(out, check);
            });
    out.writeEndObject();
    out.writeObjectPropertyStart("history");
    report
        .history()
        .forEach(
            (name, history) -> {
              out.writeName(name.label());
              history(out, history);
            });
    out.writeEndObject();
  }

  /** One check. */
  public static void check(JsonGenerator out, CheckResult check) {
    out.writeStartObject();
    out.writeStringProperty("name", check.name().label());
    out.writeStringProperty("status", check.status().label());
    out.writeName("details");
    value(out, check.details());
    out.writeName("error");
    value(out, check.error().orElse(null));
    millis(out, "duration_ms", check.duration());
    out.writeArrayPropertyStart("findings");
    check.findings().forEach(finding -> finding(out, finding));
    out.writeEndArray();
    out.writeEndObject();
  }

  /** One finding. */
  public static void finding(JsonGenerator out, Finding finding) {
    out.writeStartObject();
    out.writeStringProperty("code", finding.code().name());
    out.writeStringProperty("severity", finding.severity().label());
    out.writeStringProperty("message", finding.message());
    out.writeStringProperty("impact", finding.impact());
    out.writeStringProperty("resolution", finding.resolution());
    out.writeEndObject();
  }

  private static void history(JsonGenerator out, CheckHistory history) {
    out.writeStartObject();
    out.writeNumberProperty("results", history.points().size());
    millis(out, "min_ms", history.min());
    millis(out, "median_ms", history.median());
    millis(out, "p99_ms", history.p99());
    out.writeNumberProperty("flaps", history.flaps());
    out.writeEndObject();
  }

  /** What a check's details hold: texts, numbers, truth values, maps of these, and null. */
  private static void value(JsonGenerator out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof Map<?, ?> members) {
      out.writeStartObject();
      members.forEach(
          (name, member) -> {
            out.writeName(String.valueOf(name));
            value(out, member);
          });
      out.writeEndObject();
    } else if (value instanceof Boolean truth) {
      out.writeBoolean(truth);
    } else if (value instanceof Number number) {
      out.writeRawValue(number.toString());
    } else {
      out.writeString(value.toString());
    }
  }

  /** Seconds since 1970, as a float. */
  static void timestamp(JsonGenerator out, Instant at) {
    out.writeName("timestamp");
    out.writeRawValue(thousandths(at.toEpochMilli()));
  }

  static void millis(JsonGenerator out, String name, Duration duration) {
    out.writeName(name);
    out.writeRawValue(thousandths(duration.toNanos() / 1_000));
  }

  /** Thousandths as a decimal number, always with a point. */
  static String thousandths(long count) {
    return BigDecimal.valueOf(count, 3).toPlainString();
  }
}
