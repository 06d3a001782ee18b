package dev.agentc.benchmarks;

import dev.agentc.redis.testing.RedisControl;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Redis has done since it started, by its own account.
 *
 * @param scripts EVALSHA and EVAL
 * @param commands all, those that scripts call included
 * @param cpuMicros of its main thread, in user and system mode
 * @param bytesIn from its clients
 */
record Usage(long scripts, long commands, double cpuMicros, long bytesIn, long bytesOut) {

  static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  /** What the fixture asks. */
  private static final Set<String> OWN =
      Set.of("info", "auth", "hello", "ping", "config", "config|resetstat");

  private static final Pattern CALLS = Pattern.compile("calls=(\\d+)");

  /**
   * One connection and one INFO, which is little against the hundreds of operations between two.
   */
  static Usage of(RedisControl redis) {
    Map<String, String> info = redis.info("everything");
    long scripts = 0;
    long commands = 0;
    for (Map.Entry<String, String> entry : info.entrySet()) {
      String name = entry.getKey().replaceFirst("^cmdstat_", "");
      if (name.equals(entry.getKey()) || OWN.contains(name)) {
        continue;
      }
      Matcher matcher = CALLS.matcher(entry.getValue());
      long calls = matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
      scripts += name.startsWith("eval") ? calls : 0;
      commands += calls;
    }
    return new Usage(
        scripts,
        commands,
        1e6 * (seconds(info, "user") + seconds(info, "sys")),
        Long.parseLong(info.getOrDefault("total_net_input_bytes", "0")),
        Long.parseLong(info.getOrDefault("total_net_output_bytes", "0")));
  }

  Usage minus(Usage earlier) {
    return new Usage(
        scripts - earlier.scripts,
        commands - earlier.commands,
        cpuMicros - earlier.cpuMicros,
        bytesIn - earlier.bytesIn,
        bytesOut - earlier.bytesOut);
  }

  Usage plus(Usage other) {
    return new Usage(
        scripts + other.scripts,
        commands + other.commands,
        cpuMicros + other.cpuMicros,
        bytesIn + other.bytesIn,
        bytesOut + other.bytesOut);
  }

  private static double seconds(Map<String, String> info, String mode) {
    String main = info.get("used_cpu_" + mode + "_main_thread");
    return Double.parseDouble(main != null ? main : info.getOrDefault("used_cpu_" + mode, "0"));
  }
}
