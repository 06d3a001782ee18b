package dev.agentc.health;

import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.ServerReport;
import dev.agentc.redis.config.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What does the server say of itself? One INFO, of a cluster one to each primary and a CLUSTER
 * INFO; or, when the ACL user may not run INFO, the little that any user may know.
 */
final class ServerInfoCheck implements Check {

  private final RedisConnector connector;
  private final RedisProbeCommands commands;
  private final LookMemory memory;
  private final LongSupplier nanos;
  private final Attempt<String> clusterInfo;
  private volatile List<Told> servers;
  private volatile @Nullable ServerReport report;

  ServerInfoCheck(
      RedisConnector connector,
      RedisProbeCommands commands,
      LookMemory memory,
      LongSupplier nanos) {
    this.connector = connector;
    this.commands = commands;
    this.memory = memory;
    this.nanos = nanos;
    this.clusterInfo = new Attempt<>(commands.clusterInfo(), nanos);
    this.servers = List.of(told(Shard.ALL));
  }

  /** One server and what it tells. */
  private record Told(Shard shard, Attempt<String> info) {

    boolean succeeded() {
      return info.succeeded();
    }

    RedisInfo parsed() {
      return RedisInfo.parse(info.value().orElse(""));
    }

    boolean isOfACluster() {
      return parsed().count("cluster_enabled") == 1;
    }

    Finding silence() {
      return info.forbidden()
          ? Finding.of(FindingCode.INFO_FORBIDDEN)
          : info.finding().orElseGet(Failures::unanswered);
    }
  }

  private Told told(Shard shard) {
    return new Told(shard, new Attempt<>(commands.info(), nanos));
  }

  @Override
  public CheckName name() {
    return CheckName.SERVER_INFO;
  }

  @Override
  public CompletionStage<Void> begin(RedisProbe probe) {
    List<Told> all = Servers.known(probe).stream().map(this::told).toList();
    servers = all;
    return Servers.all(all, each -> each.info().sendTo(probe, each.shard()))
        .thenCompose(done -> askFurther(probe, all));
  }

  private CompletionStage<Void> askFurther(RedisProbe probe, List<Told> all) {
    Optional<Told> ofACluster = all.stream().filter(Told::isOfACluster).findFirst();
    if (ofACluster.isPresent()) {
      return clusterInfo.sendTo(probe, ofACluster.get().shard());
    }
    return all.stream().anyMatch(each -> each.info().forbidden())
        ? askForLess()
        : CompletableFuture.completedFuture(null);
  }

  private CompletionStage<Void> askForLess() {
    return connector
        .validateConnection()
        .handle(
            (known, thrown) -> {
              report = known;
              return null;
            });
  }

  @Override
  public boolean answered() {
    return !clusterInfo.givenUp() && servers.stream().noneMatch(each -> each.info().givenUp());
  }

  @Override
  public Seen conclude() {
    List<Told> all = servers;
    List<List<Finding>> findings = new ArrayList<>();
    List<Counters> rates = new ArrayList<>();
    memory.servers(all.stream().map(each -> Servers.name(each.shard())).toList());
    for (Told each : all) {
      findings.add(each.succeeded() ? findings(each, rates) : List.of(each.silence()));
    }
    List<Finding> together = new ArrayList<>(ShardFindings.of(findings));
    together.addAll(clusterFindings());
    Optional.ofNullable(report)
        .flatMap(known -> ServerFindings.ofVersion(known.name(), known.version()))
        .ifPresent(together::add);
    return new Seen(
        details(all, Counters.sum(rates)), together, all.stream().allMatch(Told::succeeded));
  }

  private List<Finding> findings(Told server, List<Counters> rates) {
    RedisInfo now = server.parsed();
    LookMemory.Past past =
        memory.since(Servers.name(server.shard()), Counters.of(now, nanos.getAsLong()));
    past.since().ifPresent(rates::add);
    List<Finding> findings = new ArrayList<>(ServerFindings.of(now, past.since()));
    if (past.restarted()) {
      findings.add(Finding.of(FindingCode.RESTARTED));
    }
    return findings;
  }

  private Map<String, @Nullable Object> details(List<Told> all, Optional<Counters> since) {
    List<RedisInfo> known = all.stream().filter(Told::succeeded).map(Told::parsed).toList();
    return known.isEmpty()
        ? ServerInfoDetails.of(Optional.ofNullable(report))
        : ServerInfoDetails.of(ServersTogether.of(known), since);
  }

  private List<Finding> clusterFindings() {
    if (clusterInfo.forbidden()) {
      return List.of(Finding.of(FindingCode.CLUSTER_INFO_FORBIDDEN));
    }
    return clusterInfo.value().map(RedisInfo::parse).map(ClusterFindings::of).orElse(List.of());
  }
}
