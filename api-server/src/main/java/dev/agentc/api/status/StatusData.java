package dev.agentc.api.status;

import dev.agentc.api.JsonOut;
import dev.agentc.api.health.DiagnosisJson;
import dev.agentc.api.health.DiagnosisText;
import dev.agentc.health.CheckHistory;
import dev.agentc.health.CheckName;
import dev.agentc.health.HealthReport;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/**
 * What the page shows: the diagnosis, what it means in a sentence, and the series of its charts.
 */
final class StatusData {

  private StatusData() {}

  static void write(JsonGenerator out, HealthReport report) {
    out.writeStartObject();
    DiagnosisJson.members(out, report);
    out.writeStringProperty("summary", DiagnosisText.summary(report));
    JsonOut.text(out, "affected", DiagnosisText.affected(report));
    out.writeArrayPropertyStart("findings");
    report.findings().forEach(finding -> DiagnosisJson.finding(out, finding));
    out.writeEndArray();
    out.writeObjectPropertyStart("series");
    times(out, points(report, CheckName.PERFORMANCE));
    series(out, "ping_ms", points(report, CheckName.PERFORMANCE), "ping_latency_ms");
    series(out, "ops_per_sec", points(report, CheckName.SERVER_INFO), "instantaneous_ops_per_sec");
    out.writeEndObject();
    out.writeEndObject();
  }

  private static List<CheckHistory.Point> points(HealthReport report, CheckName name) {
    return Optional.ofNullable(report.history().get(name))
        .map(CheckHistory::points)
        .orElse(List.of());
  }

  private static void times(JsonGenerator out, List<CheckHistory.Point> points) {
    out.writeArrayPropertyStart("at");
    points.forEach(
        point ->
            out.writeRawValue(BigDecimal.valueOf(point.at().toEpochMilli(), 3).toPlainString()));
    out.writeEndArray();
  }

  /** One value for each result; null where there was no answer. */
  private static void series(
      JsonGenerator out, String name, List<CheckHistory.Point> points, String value) {
    out.writeArrayPropertyStart(name);
    for (CheckHistory.Point point : points) {
      Number number = point.values().get(value);
      out.writeRawValue(number == null ? "null" : number.toString());
    }
    out.writeEndArray();
  }
}
