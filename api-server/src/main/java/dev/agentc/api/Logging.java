package dev.agentc.api;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.agentc.api.ServerSettings.LogFormat;
import dev.agentc.api.ServerSettings.LogLevel;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log by the settings. By code and not by a file, because {@code LOG_FORMAT} may come
 * from a .env file, and because parsing XML would be a tenth of the start.
 */
final class Logging {

  private static final String TEXT =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSX,UTC} %-5level %logger{20} - %msg %kvp%n";

  private Logging() {}

  /** For commands whose output is their result: nothing but theirs may stand in it. */
  static void quiet() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.reset();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  static void configure(LogFormat format, LogLevel level) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.reset();
    Encoder<ILoggingEvent> encoder = format == LogFormat.JSON ? json(context) : text(context);
    encoder.setContext(context);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(atLeastWarn(level));
    context.getLogger("dev.agentc").setLevel(Level.toLevel(level.name()));
    root.addAppender(console);
  }

  /** Libraries only have their say when it matters, unless everything was asked for. */
  private static Level atLeastWarn(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.DEBUG;
      case ERROR -> Level.ERROR;
      default -> Level.WARN;
    };
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(TEXT);
    encoder.setContext(context);
    return encoder;
  }

  private static Encoder<ILoggingEvent> json(LoggerContext context) {
    JsonEncoder encoder = new JsonEncoder();
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithArguments(false);
    encoder.setWithMessage(false);
    encoder.setWithFormattedMessage(true);
    encoder.setContext(context);
    return encoder;
  }
}
