package dev.agentc.health;

import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Can keys be written, read and deleted, at each server that has some? */
final class OperationalCheck implements Check {

  private final RedisProbeCommands commands;
  private final LongSupplier nanos;
  private volatile List<KeyOperations> shards;

  OperationalCheck(RedisProbeCommands commands, LongSupplier nanos) {
    this.commands = commands;
    this.nanos = nanos;
    this.shards = List.of(new KeyOperations(Shard.ALL, commands, nanos));
  }

  @Override
  public CheckName name() {
    return CheckName.OPERATIONAL;
  }

  @Override
  public CompletionStage<Void> begin(RedisProbe probe) {
    List<KeyOperations> all =
        probe.shards().stream().map(shard -> new KeyOperations(shard, commands, nanos)).toList();
    shards = all;
    return Servers.all(all, each -> each.send(probe));
  }

  @Override
  public boolean answered() {
    return shards.stream().allMatch(KeyOperations::answered);
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("set_operation", word(KeyOperations::written));
    details.put("get_operation", word(KeyOperations::readRight));
    details.put("delete_operation", word(KeyOperations::deleted));
    details.put("exists_operation", word(KeyOperations::checked));
    details.put("all_operations_successful", everywhere(KeyOperations::all));
    details.put("readable", everywhere(KeyOperations::readable));
    details.put("writable", everywhere(KeyOperations::written));
    return new Seen(
        details, ShardFindings.of(shards.stream().map(KeyOperations::findings).toList()), true);
  }

  private boolean everywhere(Predicate<KeyOperations> successful) {
    return shards.stream().allMatch(successful);
  }

  private String word(Predicate<KeyOperations> successful) {
    return everywhere(successful) ? "success" : "failed";
  }
}
