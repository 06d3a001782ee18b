package dev.agentc.redis.config;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.output.ObjectOutput;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Asks a server what it is: INFO, and HELLO for an ACL user who may not. */
final class ServerReports {

  private ServerReports() {}

  /** Two commands, one round trip. */
  static CompletionStage<ServerReport> ask(RedisClusterAsyncCommands<String, byte[]> commands) {
    RedisFuture<String> info = commands.info();
    CompletionStage<Map<String, String>> ofHello = hello(commands);
    CompletionStage<Map<String, String>> ofInfo = info.thenApply(ServerReports::lines);
    return ofHello.thenCompose(
        fallback ->
            ofInfo
                .exceptionally(refused -> orFallback(refused, fallback))
                .thenApply(found -> report(found, fallback)));
  }

  /** Needs no permission; empty where it is renamed away or unknown to a proxy. */
  static CompletionStage<Map<String, String>> hello(
      RedisClusterAsyncCommands<String, byte[]> commands) {
    RedisFuture<Object> hello =
        commands.dispatch(CommandType.HELLO, new ObjectOutput<>(StandaloneOpener.CODEC));
    return hello
        .thenApply(ServerReports::entries)
        .exceptionally(
            thrown -> {
              if (FailureClassifier.unwrap(thrown) instanceof RedisCommandExecutionException) {
                return Map.of();
              }
              throw new CompletionException(thrown);
            });
  }

  private static Map<String, String> orFallback(Throwable refused, Map<String, String> fallback) {
    Throwable failure = FailureClassifier.ofCommand(refused);
    if (failure instanceof RedisFailure.Forbidden && fallback.containsKey("version")) {
      return Map.of();
    }
    throw failure instanceof RuntimeException known ? known : new IllegalStateException(failure);
  }

  static ServerReport report(Map<String, String> info, Map<String, String> hello) {
    // Redis has no server_name. Valkey's redis_version is that of the Redis it stands in for, and
    // Valkey 8 calls its mode server_mode.
    String name = first(info.get("server_name"), hello.get("server"), "redis");
    return new ServerReport(
        name,
        first(info.get(name + "_version"), info.get("redis_version"), hello.get("version")),
        first(info.get("redis_mode"), info.get("server_mode"), hello.get("mode")),
        first(info.get("role"), hello.get("role")).replace("slave", "replica"),
        number(info, "used_memory"),
        number(info, "maxmemory").filter(limit -> limit > 0),
        number(info, "connected_clients").map(Long::intValue),
        number(info, "uptime_in_seconds").map(Duration::ofSeconds));
  }

  private static String first(@Nullable String... bestFirst) {
    return Stream.of(bestFirst).filter(Objects::nonNull).findFirst().orElse("unknown");
  }

  private static Optional<Long> number(Map<String, String> info, String name) {
    String text = info.get(name);
    try {
      return text == null ? Optional.empty() : Optional.of(Long.valueOf(text));
    } catch (NumberFormatException odd) {
      return Optional.empty();
    }
  }

  private static Map<String, String> lines(String info) {
    Map<String, String> found = new HashMap<>();
    info.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0) {
                found.put(line.substring(0, colon), line.substring(colon + 1));
              }
            });
    return found;
  }

  /** RESP3 answers with a map, RESP2 with a list of keys and values. */
  private static Map<String, String> entries(Object hello) {
    Map<String, String> found = new HashMap<>();
    if (hello instanceof Map<?, ?> map) {
      map.forEach((key, value) -> found.put(text(key), text(value)));
    } else if (hello instanceof List<?> list) {
      for (int i = 0; i + 1 < list.size(); i += 2) {
        found.put(text(list.get(i)), text(list.get(i + 1)));
      }
    }
    return found;
  }

  private static String text(@Nullable Object value) {
    return value instanceof byte[] bytes
        ? new String(bytes, StandardCharsets.UTF_8)
        : String.valueOf(value);
  }
}
