package dev.agentc.health;

import dev.agentc.redis.config.ServerReport;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The details of {@link ServerInfoCheck}, in the order of the API's contract. */
final class ServerInfoDetails {

  private ServerInfoDetails() {}

  static Map<String, @Nullable Object> of(RedisInfo info, Optional<Counters> since) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("server_name", info.server().orElse(null));
    details.put("redis_version", info.version().orElse(null));
    details.put("redis_mode", info.mode().orElse(null));
    details.put("role", info.role().orElse(null));
    details.put("used_memory", info.numberOrNull("used_memory"));
    details.put("used_memory_human", info.textOrNull("used_memory_human"));
    details.put("used_memory_peak_human", info.textOrNull("used_memory_peak_human"));
    details.put("maxmemory", info.numberOrNull("maxmemory"));
    details.put("maxmemory_policy", info.textOrNull("maxmemory_policy"));
    for (String name :
        new String[] {
          "connected_clients",
          "blocked_clients",
          "uptime_in_seconds",
          "uptime_in_days",
          "total_commands_processed",
          "instantaneous_ops_per_sec",
          "keyspace_hits",
          "keyspace_misses"
        }) {
      details.put(name, info.numberOrNull(name));
    }
    long hits = info.count("keyspace_hits");
    details.put("hit_ratio_percent", Numbers.percent(hits, hits + info.count("keyspace_misses")));
    details.put("expired_keys", info.numberOrNull("expired_keys"));
    details.put("evicted_keys", info.numberOrNull("evicted_keys"));
    details.put("since_previous_look", since.map(ServerInfoDetails::rates).orElse(null));
    return details;
  }

  /** The few things that the handshake tells everybody; all else is unknown. */
  static Map<String, @Nullable Object> of(Optional<ServerReport> report) {
    Map<String, @Nullable Object> details = of(RedisInfo.parse(""), Optional.empty());
    report.ifPresent(
        known -> {
          details.put("server_name", known.name());
          details.put("redis_version", known.version());
          details.put("redis_mode", known.mode());
          details.put("role", known.role());
          details.put("used_memory", known.usedMemoryBytes().orElse(null));
          details.put("maxmemory", known.maxMemoryBytes().orElse(null));
          details.put("connected_clients", known.connectedClients().orElse(null));
          details.put("uptime_in_seconds", known.uptime().map(Duration::toSeconds).orElse(null));
        });
    return details;
  }

  private static Map<String, @Nullable Object> rates(Counters since) {
    Map<String, @Nullable Object> rates = new LinkedHashMap<>();
    rates.put("seconds", Math.round(since.seconds() * 1_000) / 1_000.0);
    rates.put("total_commands_processed", since.commands());
    rates.put("ops_per_sec", Math.round(since.commands() / Math.max(0.001, since.seconds())));
    rates.put("keyspace_hits", since.hits());
    rates.put("keyspace_misses", since.misses());
    rates.put("hit_ratio_percent", Numbers.percent(since.hits(), since.hits() + since.misses()));
    rates.put("expired_keys", since.expired());
    rates.put("evicted_keys", since.evicted());
    rates.put("rejected_connections", since.rejected());
    return rates;
  }
}
