package dev.agentc.api.log;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A failure with its causes and where they were thrown, one line each. */
final class Trace {

  private static final int LONGEST_MESSAGE = 300;

  /** Redis repeats the arguments of a command that it does not know: they may be a body. */
  private static final String ARGUMENTS = ", with args beginning with";

  private Trace() {}

  static List<String> lines(@Nullable IThrowableProxy failure) {
    List<String> lines = new ArrayList<>();
    String title = "";
    for (IThrowableProxy each = failure; each != null; each = each.getCause()) {
      lines.add(title + each.getClassName() + message(each));
      StackTraceElementProxy[] frames = each.getStackTraceElementProxyArray();
      int own = frames.length - each.getCommonFrames();
      for (int i = 0; i < own; i++) {
        lines.add("  " + frames[i].getSTEAsString());
      }
      title = "caused by ";
      if (each.isCyclic()) {
        break;
      }
    }
    return lines;
  }

  private static String message(IThrowableProxy failure) {
    String message = failure.getMessage();
    if (message == null) {
      return "";
    }
    int arguments = message.indexOf(ARGUMENTS);
    String without = arguments < 0 ? message : message.substring(0, arguments);
    return ": "
        + (without.length() > LONGEST_MESSAGE
            ? without.substring(0, LONGEST_MESSAGE) + "..."
            : without);
  }
}
