package dev.agentc.api.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * For people: {@code time LEVEL logger - message name=value}. A stack trace follows on lines that
 * begin with a blank; a line that begins with a time is always an event of its own.
 */
final class TextLine implements LineFormat {

  private static final int LEVEL_WIDTH = 5;

  @Override
  public String line(ILoggingEvent event) {
    StringBuilder out = new StringBuilder(160);
    out.append(JsonLine.time(event.getInstant())).append(' ');
    String level = event.getLevel().toString();
    out.append(level).append(" ".repeat(Math.max(1, LEVEL_WIDTH + 1 - level.length())));
    out.append(lastPart(event.getLoggerName())).append(" - ");
    message(out, event.getFormattedMessage());
    pairs(out, event.getKeyValuePairs());
    out.append('\n');
    for (String line : Trace.lines(event.getThrowableProxy())) {
      out.append("  ");
      message(out, line);
      out.append('\n');
    }
    return out.toString();
  }

  private static String lastPart(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }

  private static void pairs(StringBuilder out, List<KeyValuePair> pairs) {
    if (pairs == null) {
      return;
    }
    for (KeyValuePair pair : pairs) {
      out.append(' ').append(pair.key).append('=');
      String value = String.valueOf(pair.value);
      if (value.chars().allMatch(TextLine::isPlain) && !value.isEmpty()) {
        out.append(value);
      } else {
        out.append('"');
        Printable.append(out, value);
        out.append('"');
      }
    }
  }

  private static boolean isPlain(int c) {
    return c > ' ' && c < 0x7f && c != '"' && c != '=' && c != '\\';
  }

  /** Quotes stay: a message is not quoted itself. */
  private static void message(StringBuilder out, String message) {
    int from = out.length();
    Printable.append(out, message);
    for (int at = out.indexOf("\\\"", from); at >= 0; at = out.indexOf("\\\"", at + 1)) {
      out.deleteCharAt(at);
    }
  }
}
