package dev.agentc.redis.testing;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code INFO commandstats} and takes out what the fixture itself sent. */
final class CommandStats {
  private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

  private final Map<String, Long> own = new ConcurrentHashMap<>();

  /**
   * Notes a command that succeeded: as a whole name and, should Redis count it so, with its
   * subcommand.
   */
  void noteOwn(String... command) {
    String name = command[0].toLowerCase(Locale.ROOT);
    own.merge(name, 1L, Long::sum);
    if (command.length > 1) {
      own.merge(name + "|" + command[1].toLowerCase(Locale.ROOT), 1L, Long::sum);
    }
  }

  void forget() {
    own.clear();
  }

  Map<String, Long> without(String commandStats) {
    Map<String, Long> counts = new TreeMap<>();
    Matcher line = LINE.matcher(commandStats);
    while (line.find()) {
      String name = line.group(1);
      long calls = Long.parseLong(line.group(2)) - own.getOrDefault(name, 0L);
      if (calls > 0) {
        counts.put(name, calls);
      }
    }
    return counts;
  }

  /** The lines {@code name:value} of any section of INFO. */
  static Map<String, String> fields(String info) {
    Map<String, String> fields = new TreeMap<>();
    info.lines()
        .filter(line -> !line.startsWith("#") && line.contains(":"))
        .forEach(
            line ->
                fields.put(
                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1)));
    return fields;
  }
}
