package dev.agentc.health;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the primaries of a cluster say of themselves, as if they were one server: amounts and counts
 * are sums, the time up is that of the youngest, of names there are as many as differ.
 */
final class ServersTogether {

  private static final List<String> SUMS =
      List.of(
          "used_memory",
          "used_memory_peak",
          "connected_clients",
          "blocked_clients",
          "total_commands_processed",
          "instantaneous_ops_per_sec",
          "keyspace_hits",
          "keyspace_misses",
          "expired_keys",
          "evicted_keys");

  private static final List<String> LEAST = List.of("uptime_in_seconds", "uptime_in_days");
  private static final Map<String, Function<RedisInfo, Optional<String>>> NAMES =
      Map.of(
          "server_name",
          RedisInfo::server,
          "redis_version",
          RedisInfo::version,
          "redis_mode",
          RedisInfo::mode,
          "role",
          RedisInfo::role,
          "maxmemory_policy",
          info -> info.text("maxmemory_policy"));
  private static final String UNITS = "KMGTP";

  private ServersTogether() {}

  /**
   * @param each not empty
   */
  static RedisInfo of(List<RedisInfo> each) {
    if (each.size() == 1) {
      return each.get(0);
    }
    Map<String, String> fields = new HashMap<>();
    SUMS.forEach(name -> sum(each, name).ifPresent(sum -> fields.put(name, sum.toString())));
    LEAST.forEach(
        name -> numbers(each, name).reduce(Long::min).ifPresent(least -> put(fields, name, least)));
    NAMES.forEach(
        (name, of) -> names(each, of).ifPresent(differing -> fields.put(name, differing)));
    // Without a limit at one of them there is none for all.
    boolean limited = numbers(each, "maxmemory").noneMatch(limit -> limit == 0);
    sum(each, "maxmemory").ifPresent(sum -> put(fields, "maxmemory", limited ? sum : 0));
    sum(each, "used_memory").ifPresent(sum -> fields.put("used_memory_human", human(sum)));
    sum(each, "used_memory_peak")
        .ifPresent(sum -> fields.put("used_memory_peak_human", human(sum)));
    return RedisInfo.of(fields);
  }

  private static void put(Map<String, String> fields, String name, long value) {
    fields.put(name, Long.toString(value));
  }

  private static Optional<Long> sum(List<RedisInfo> each, String name) {
    return numbers(each, name).reduce(Long::sum);
  }

  private static Stream<Long> numbers(List<RedisInfo> each, String name) {
    return each.stream().map(info -> info.number(name)).flatMap(Optional::stream);
  }

  private static Optional<String> names(
      List<RedisInfo> each, Function<RedisInfo, Optional<String>> name) {
    String names =
        each.stream()
            .map(name)
            .flatMap(Optional::stream)
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? Optional.empty() : Optional.of(names);
  }

  /** As Redis writes it: {@code 1.15M}. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double amount = bytes / 1024.0;
    int unit = 0;
    while (amount >= 1024 && unit < UNITS.length() - 1) {
      amount /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%c", amount, UNITS.charAt(unit));
  }
}
