package dev.agentc.health;

import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/** The servers that have the keys: one, or the primaries of a cluster. */
final class Servers {

  private Servers() {}

  /** Those that are known. */
  static List<Shard> known(RedisProbe probe) {
    List<Shard> known = probe.shards().stream().filter(shard -> !shard.uncovered()).toList();
    return known.isEmpty() ? List.of(Shard.ALL) : known;
  }

  /** {@code host:port} in a cluster, else empty. */
  static String name(Shard shard) {
    return shard.server().map(Object::toString).orElse("");
  }

  /** Completes when all have. */
  static <T> CompletionStage<Void> all(List<T> each, Function<T, CompletionStage<Void>> begin) {
    return all(each.stream().map(begin));
  }

  static CompletionStage<Void> all(Stream<CompletionStage<Void>> stages) {
    return CompletableFuture.allOf(
        stages.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture<?>[]::new));
  }
}
