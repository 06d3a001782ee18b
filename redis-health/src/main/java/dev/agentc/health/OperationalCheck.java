package dev.agentc.health;

import dev.agentc.redis.config.RedisAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Can keys be written, read and deleted? Five commands in one round trip. The first reads on a
 * connection that carries no writes, because what is sent behind a write that is held back waits
 * with it; the others follow the write, to see what it did.
 */
final class OperationalCheck implements Check {

  private static final String PURPOSE = "operational";

  private final Attempt<String> read;
  private final Attempt<String> set;
  private final Attempt<String> get;
  private final Attempt<Long> exists;
  private final Attempt<Long> delete;

  OperationalCheck(RedisProbeCommands commands, LongSupplier nanos) {
    this.read = new Attempt<>(commands.get(PURPOSE), nanos);
    this.set = new Attempt<>(commands.set(PURPOSE), nanos);
    this.get = new Attempt<>(commands.get(PURPOSE), nanos);
    this.exists = new Attempt<>(commands.exists(PURPOSE), nanos);
    this.delete = new Attempt<>(commands.delete(PURPOSE), nanos);
  }

  @Override
  public CheckName name() {
    return CheckName.OPERATIONAL;
  }

  @Override
  public CompletionStage<Void> begin(RedisAccess probe) {
    CompletableFuture<?>[] written =
        Stream.of(set, get, exists, delete)
            .map(attempt -> attempt.sendAsWrite(probe).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return read.send(probe).thenCombine(CompletableFuture.allOf(written), (one, others) -> null);
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("set_operation", word(set.succeeded()));
    details.put("get_operation", word(read.succeeded() && !lost()));
    details.put("delete_operation", word(delete.succeeded()));
    details.put("exists_operation", word(exists.succeeded()));
    details.put("all_operations_successful", all());
    details.put("readable", read.succeeded());
    details.put("writable", set.succeeded());
    return new Seen(details, findings(), true);
  }

  private boolean all() {
    return set.succeeded()
        && get.succeeded()
        && !lost()
        && delete.succeeded()
        && exists.succeeded();
  }

  private boolean lost() {
    return set.succeeded()
        && get.succeeded()
        && !get.value().equals(Optional.of(RedisProbeCommands.VALUE));
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(KeyAccess.findings(read, set));
    if (findings.isEmpty() && lost()) {
      findings.add(Finding.of(FindingCode.VALUE_LOST));
    }
    if (findings.isEmpty() && !all()) {
      findings.add(Finding.of(FindingCode.DELETE_FAILED));
    }
    return findings;
  }

  private static String word(boolean success) {
    return success ? "success" : "failed";
  }
}
