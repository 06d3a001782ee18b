package dev.agentc.api;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.ServerReport;
import java.util.List;
import java.util.Locale;

/**
 * What an operator should know when the server has started: what it is connected to, or what is
 * affected and what to do.
 */
record StartReport(boolean connected, List<String> lines) {

  static StartReport connected(ServerReport redis) {
    return new StartReport(
        true,
        List.of(
            "Connected to Redis "
                + redis.version()
                + " ("
                + redis.mode()
                + ", "
                + redis.role()
                + "): memory "
                + memory(redis)
                + ", clients "
                + redis.connectedClients().map(String::valueOf).orElse("unknown")
                + ", up "
                + redis.uptime().map(up -> up.toSeconds() + " s").orElse("unknown")));
  }

  static StartReport failed(Throwable failure) {
    return new StartReport(
        false,
        List.of(
            "Redis cannot be used: " + failure.getMessage(),
            "Affected: session persistence, user data, chat history. These endpoints answer 503"
                + " until Redis is back; health answers always.",
            "What to do: " + remedy(failure),
            "The server keeps trying and needs no restart."));
  }

  private static String remedy(Throwable failure) {
    if (failure instanceof RedisFailure.AuthenticationFailed) {
      return "check REDIS_USERNAME and REDIS_PASSWORD (or REDIS_PASSWORD_FILE)";
    }
    if (failure instanceof RedisFailure.Forbidden) {
      return "grant the ACL user its permissions: ~<prefix>:* +@all -@dangerous";
    }
    if (failure instanceof RedisFailure.Loading) {
      return "wait: Redis is reading its data";
    }
    return "check that Redis runs and that REDIS_HOST, REDIS_PORT and REDIS_TLS (or REDIS_URL) name"
        + " it; try redis-cli PING from this machine";
  }

  private static String memory(ServerReport redis) {
    return redis
        .usedMemoryBytes()
        .map(used -> String.format(Locale.ROOT, "%.1f MiB", used / (1024.0 * 1024.0)))
        .orElse("unknown");
  }
}
