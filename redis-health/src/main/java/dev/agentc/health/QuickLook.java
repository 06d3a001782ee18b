package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Can keys be read and written, at each server that has some? PING alone says nothing of either: it
 * answers PONG without memory, on a replica and without replicas, and an error while keys can still
 * be read.
 */
final class QuickLook implements Look<ServiceHealth> {

  private static final String PURPOSE = "ready";

  private final RedisConnector connector;
  private final HealthConfig config;
  private final RedisProbeCommands commands;
  private final WarmUp warmUp;
  private final Instant startedAt;
  private final LongSupplier nanos;
  private volatile List<Tries> tries;

  QuickLook(
      RedisConnector connector,
      HealthConfig config,
      RedisProbeCommands commands,
      WarmUp warmUp,
      Instant startedAt,
      LongSupplier nanos) {
    this.connector = connector;
    this.config = config;
    this.commands = commands;
    this.warmUp = warmUp;
    this.startedAt = startedAt;
    this.nanos = nanos;
    this.tries = List.of(tries(Shard.ALL));
  }

  /** The three commands to one server. */
  private record Tries(
      Shard shard, Attempt<String> ping, Attempt<String> get, Attempt<String> set) {

    CompletionStage<Void> send(RedisProbe probe) {
      Stream<CompletionStage<Void>> keys = Stream.of(get.send(probe), set.sendAsWrite(probe));
      return Servers.all(
          shard.uncovered() ? keys : Stream.concat(Stream.of(ping.sendTo(probe, shard)), keys));
    }

    /** A command with a key does not tell why there is no connection to its server. */
    List<Finding> findings() {
      List<Finding> found = KeyAccess.findings(get, set);
      boolean unexplained =
          !shard.uncovered() && found.equals(List.of(Finding.of(FindingCode.UNREACHABLE)));
      return unexplained ? ping.finding().map(List::of).orElse(found) : found;
    }

    boolean answered() {
      return Stream.of(ping, get, set).noneMatch(Attempt::givenUp);
    }

    Optional<Duration> latency() {
      return ping.latency().or(get::latency);
    }
  }

  private Tries tries(Shard shard) {
    return new Tries(
        shard,
        new Attempt<>(commands.ping(), nanos),
        new Attempt<>(commands.get(shard, PURPOSE), nanos),
        new Attempt<>(commands.set(shard, PURPOSE), nanos));
  }

  @Override
  public CompletionStage<Void> begin() {
    return warmUp.ready().thenCompose(settled -> send(connector.probe()));
  }

  private CompletionStage<Void> send(RedisProbe probe) {
    List<Tries> all = probe.shards().stream().map(this::tries).toList();
    tries = all;
    return Servers.all(all, each -> each.send(probe));
  }

  @Override
  public boolean answered() {
    return tries.stream().allMatch(Tries::answered);
  }

  private static boolean connected(List<Tries> tries) {
    return tries.stream().anyMatch(each -> each.ping().replied() || each.get().replied());
  }

  @Override
  public ServiceHealth conclude() {
    List<Tries> all = tries;
    List<Finding> findings =
        new ArrayList<>(ShardFindings.of(all.stream().map(Tries::findings).toList()));
    if (findings.isEmpty() && connector.status().state() == State.CONNECTING) {
      findings.add(Finding.of(FindingCode.RECONNECTING));
    }
    return new ServiceHealth(
        FindingCode.statusOf(findings),
        startedAt,
        connected(all),
        config.target().host(),
        config.target().port(),
        all.stream().map(Tries::latency).flatMap(Optional::stream).max(Comparator.naturalOrder()),
        FindingCode.mostSevereFirst(findings));
  }
}
