package dev.agentc.api.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * One flat JSON object: {@code time, level, logger, thread, message}, the event's own pairs, {@code
 * stack}.
 */
final class JsonLine implements LineFormat {

  private static final Set<String> OURS =
      Set.of("time", "level", "logger", "thread", "message", "stack");

  @Override
  public String line(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(256);
    out.append('{');
    text(out, "time", time(event.getInstant()));
    text(out.append(','), "level", event.getLevel().toString());
    text(out.append(','), "logger", event.getLoggerName());
    text(out.append(','), "thread", event.getThreadName());
    text(out.append(','), "message", event.getFormattedMessage());
    pairs(out, event.getKeyValuePairs());
    List<String> stack = Trace.lines(event.getThrowableProxy());
    if (!stack.isEmpty()) {
      text(out.append(','), "stack", String.join("\n", stack));
    }
    return out.append("}\n").toString();
  }

  /** Always with milliseconds, so that texts sort as times do. */
  static String time(Instant instant) {
    String text = instant.truncatedTo(ChronoUnit.MILLIS).toString();
    return text.indexOf('.') < 0 ? text.replace("Z", ".000Z") : text;
  }

  private static void pairs(StringBuilder out, List<KeyValuePair> pairs) {
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      String name = OURS.contains(pair.key) ? pair.key + "_" : pair.key;
      if (pair.value instanceof Integer || pair.value instanceof Long) {
        name(out.append(','), name);
        out.append(pair.value);
      } else {
        text(out.append(','), name, String.valueOf(pair.value));
      }
    }
  }

  private static void text(StringBuilder out, String name, String value) {
    name(out, name);
    out.append('"');
    Printable.append(out, value);
    out.append('"');
  }

  private static void name(StringBuilder out, String name) {
    out.append('"');
    Printable.append(out, name);
    out.append("\":");
  }
}
