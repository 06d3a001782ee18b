package dev.agentc.api.debug;

import dev.agentc.redis.config.RedisAccess;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The commands behind {@code /debug/redis}. Its keys live under {@code <prefix>:test:} and nowhere
 * else, whatever the caller names them.
 */
final class RedisTestKeys {

  static final Duration TTL = Duration.ofMinutes(5);

  private final RedisAccess access;
  private final String root;

  RedisTestKeys(RedisAccess access, String keyPrefix) {
    this.access = access;
    this.root = keyPrefix + ":test:";
  }

  /** PING with required access: fails without a connection. */
  CompletionStage<String> ping() {
    return access.required(commands -> commands.ping());
  }

  /** PING with optional access: empty without a connection. */
  CompletionStage<Optional<String>> pingOptional() {
    return access.optional(commands -> commands.ping());
  }

  /** SET with managed access: a connection of its own, taken back when it is done. */
  CompletionStage<String> set(String key, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    return access.managed(
        root + key, commands -> commands.set(root + key, bytes, SetArgs.Builder.ex(TTL)));
  }

  /** GET with required access; empty for no such key. */
  CompletionStage<Optional<String>> get(String key) {
    return access
        .required(commands -> commands.get(root + key))
        .thenApply(
            bytes ->
                Optional.ofNullable(bytes).map(value -> new String(value, StandardCharsets.UTF_8)));
  }
}
