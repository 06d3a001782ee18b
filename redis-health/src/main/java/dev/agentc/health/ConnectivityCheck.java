package dev.agentc.health;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Is there a connection to each server that carries commands, and as whom? Two commands to each,
 * one round trip.
 */
final class ConnectivityCheck implements Check {

  private final RedisConnector connector;
  private final RedisTarget target;
  private final RedisProbeCommands commands;
  private final LongSupplier nanos;
  private volatile List<Tries> servers;

  ConnectivityCheck(
      RedisConnector connector,
      RedisTarget target,
      RedisProbeCommands commands,
      LongSupplier nanos) {
    this.connector = connector;
    this.target = target;
    this.commands = commands;
    this.nanos = nanos;
    this.servers = List.of(tries(Shard.ALL));
  }

  private record Tries(Shard shard, Attempt<String> ping, Attempt<String> whoAmI) {

    CompletionStage<Void> send(RedisProbe probe) {
      return Servers.all(Stream.of(ping.sendTo(probe, shard), whoAmI.sendTo(probe, shard)));
    }
  }

  private Tries tries(Shard shard) {
    return new Tries(
        shard, new Attempt<>(commands.ping(), nanos), new Attempt<>(commands.whoAmI(), nanos));
  }

  @Override
  public CheckName name() {
    return CheckName.CONNECTIVITY;
  }

  @Override
  public CompletionStage<Void> begin(RedisProbe probe) {
    List<Tries> all = Servers.known(probe).stream().map(this::tries).toList();
    servers = all;
    return Servers.all(all, each -> each.send(probe));
  }

  /** To one server at least. */
  private boolean connected() {
    return servers.stream().anyMatch(each -> each.ping().replied());
  }

  @Override
  public boolean answered() {
    return servers.stream().noneMatch(each -> each.ping().givenUp() || each.whoAmI().givenUp());
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("host", target.host());
    details.put("port", target.port());
    details.put("db", target.database());
    details.put("topology", target.topology());
    details.put("connected", connected());
    details.put("response_time_ms", Numbers.millisOrNull(slowest()));
    details.put("tls", target.tls());
    details.put("authenticated_as", user().orElse(null));
    return new Seen(details, findings(), connected());
  }

  private Optional<Duration> slowest() {
    return servers.stream()
        .map(each -> each.ping().latency())
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  private Optional<String> user() {
    return servers.stream()
        .map(each -> each.whoAmI().value())
        .flatMap(Optional::stream)
        .findFirst();
  }

  private List<Finding> findings() {
    List<Finding> findings =
        new ArrayList<>(
            ShardFindings.of(
                servers.stream().map(each -> refusal(each.ping()).stream().toList()).toList()));
    if (findings.isEmpty() && connector.status().state() == State.CONNECTING) {
      findings.add(Finding.of(FindingCode.RECONNECTING));
    }
    if (servers.stream().anyMatch(each -> each.whoAmI().forbidden())) {
      findings.add(Finding.of(FindingCode.WHOAMI_FORBIDDEN));
    }
    return findings;
  }

  /** PING is refused for want of a permission, or of a place to save to: it is connected. */
  private static Optional<Finding> refusal(Attempt<String> ping) {
    boolean connected =
        ping.failure()
            .filter(
                failure ->
                    failure instanceof RedisFailure.PersistenceFailed
                        || failure instanceof RedisFailure.Forbidden)
            .isPresent();
    return connected ? Optional.empty() : ping.finding();
  }
}
