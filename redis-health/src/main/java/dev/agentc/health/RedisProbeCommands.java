package dev.agentc.health;

import dev.agentc.redis.config.RedisOperation;
import dev.agentc.redis.config.Shard;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The commands of a look. The keys are this process's own, so that two processes never disturb one
 * another, and expire by themselves, so that nothing is left of one that died.
 */
final class RedisProbeCommands {

  private static final Duration TTL = Duration.ofSeconds(10);
  static final String VALUE = "ok";

  private final String keyBase;

  /**
   * @param processId different for every process
   */
  RedisProbeCommands(String keyPrefix, String processId) {
    this.keyBase = keyPrefix + ":health:" + processId;
  }

  RedisOperation<String> ping() {
    return commands -> commands.ping();
  }

  RedisOperation<String> set(Shard shard, String purpose) {
    SetArgs expiring = SetArgs.Builder.px(TTL);
    return commands ->
        commands.set(key(shard, purpose), VALUE.getBytes(StandardCharsets.UTF_8), expiring);
  }

  /** Empty text for no such key. */
  RedisOperation<String> get(Shard shard, String purpose) {
    return commands -> text(commands.get(key(shard, purpose)));
  }

  /** The same, so many times at once; gives their number. */
  RedisOperation<Integer> gets(Shard shard, String purpose, int times) {
    return commands -> {
      CompletableFuture<?>[] all = new CompletableFuture<?>[times];
      for (int i = 0; i < times; i++) {
        all[i] = commands.get(key(shard, purpose)).toCompletableFuture();
      }
      return CompletableFuture.allOf(all).thenApply(done -> times);
    };
  }

  RedisOperation<Long> exists(Shard shard, String purpose) {
    return commands -> commands.exists(key(shard, purpose));
  }

  RedisOperation<Long> delete(Shard shard, String purpose) {
    return commands -> commands.del(key(shard, purpose));
  }

  RedisOperation<String> info() {
    return commands -> commands.info();
  }

  RedisOperation<String> clusterInfo() {
    return commands -> commands.clusterInfo();
  }

  RedisOperation<String> whoAmI() {
    return commands -> commands.aclWhoami();
  }

  private String key(Shard shard, String purpose) {
    String key = keyBase + ":" + purpose;
    return shard.hashTag().isEmpty() ? key : key + ":" + shard.hashTag();
  }

  private static CompletionStage<String> text(RedisFuture<byte[]> value) {
    return value.thenApply(bytes -> bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8));
  }
}
