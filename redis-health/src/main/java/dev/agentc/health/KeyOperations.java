package dev.agentc.health;

import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Five commands to one server, in one round trip. The first reads on a connection that carries no
 * writes, because what is sent behind a write that is held back waits with it; the others follow
 * the write, to see what it did.
 */
final class KeyOperations {

  private static final String PURPOSE = "operational";

  private final Attempt<String> read;
  private final Attempt<String> set;
  private final Attempt<String> get;
  private final Attempt<Long> exists;
  private final Attempt<Long> delete;

  KeyOperations(Shard shard, RedisProbeCommands commands, LongSupplier nanos) {
    this.read = new Attempt<>(commands.get(shard, PURPOSE), nanos);
    this.set = new Attempt<>(commands.set(shard, PURPOSE), nanos);
    this.get = new Attempt<>(commands.get(shard, PURPOSE), nanos);
    this.exists = new Attempt<>(commands.exists(shard, PURPOSE), nanos);
    this.delete = new Attempt<>(commands.delete(shard, PURPOSE), nanos);
  }

  CompletionStage<Void> send(RedisProbe probe) {
    return Servers.all(
        Stream.concat(
            Stream.of(read.send(probe)),
            Stream.of(set, get, exists, delete).map(attempt -> attempt.sendAsWrite(probe))));
  }

  boolean answered() {
    return Stream.of(read, set, get, exists, delete).noneMatch(Attempt::givenUp);
  }

  boolean readable() {
    return read.succeeded();
  }

  boolean written() {
    return set.succeeded();
  }

  boolean readRight() {
    return read.succeeded() && !lost();
  }

  boolean deleted() {
    return delete.succeeded();
  }

  boolean checked() {
    return exists.succeeded();
  }

  boolean all() {
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

  List<Finding> findings() {
    List<Finding> findings = KeyAccess.findings(read, set);
    if (!findings.isEmpty()) {
      return findings;
    } else if (lost()) {
      return List.of(Finding.of(FindingCode.VALUE_LOST));
    }
    return all() ? List.of() : List.of(Finding.of(FindingCode.DELETE_FAILED));
  }
}
