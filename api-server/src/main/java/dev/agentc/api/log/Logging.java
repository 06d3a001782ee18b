package dev.agentc.api.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up the log by the settings. By code and not by a file, because {@code LOG_FORMAT} may come
 * from a .env file, and because parsing XML would be a tenth of the start.
 */
public final class Logging {

  /**
   * Warn at each attempt to reach a node of a cluster that is away, and for each command that a
   * full queue refuses: hundreds of times a minute. The first is said once by redis-config, the
   * second with the request that got a 503.
   */
  private static final List<String> REPEATING =
      List.of(
          "io.lettuce.core.cluster.topology.DefaultClusterTopologyRefresh",
          "io.lettuce.core.protocol.ConnectionWatchdog",
          "io.lettuce.core.protocol.DefaultEndpoint");

  private Logging() {}

  /** To standard output, which a container's platform collects. */
  public static void configure(LogFormat format, LogLevel level) {
    configure(format, level, new FileOutputStream(FileDescriptor.out));
  }

  static void configure(LogFormat format, LogLevel level, OutputStream out) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return;
    }
    context.stop();
    LogWriter writer =
        new LogWriter(format == LogFormat.JSON ? new JsonLine() : new TextLine(), out);
    writer.setContext(context);
    writer.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(atLeastWarn(level));
    if (level != LogLevel.TRACE) {
      REPEATING.forEach(name -> context.getLogger(name).setLevel(Level.ERROR));
    }
    context.getLogger("dev.agentc").setLevel(Level.toLevel(level.name()));
    root.addAppender(writer);
    context.start();
  }

  /** For commands whose output is their result: nothing but theirs may stand in it. */
  public static void quiet() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
      context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
    }
  }

  /** Writes what is still queued, for a moment at most; nothing is logged afterwards. */
  public static void close() {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      context.stop();
    }
  }

  /** Libraries only have their say when it matters, unless everything was asked for. */
  private static Level atLeastWarn(LogLevel level) {
    return switch (level) {
      case TRACE -> Level.DEBUG;
      case ERROR -> Level.ERROR;
      default -> Level.WARN;
    };
  }
}
