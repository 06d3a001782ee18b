package dev.agentc.health;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.ServerReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What does the server say of itself? One INFO; then CLUSTER INFO of a cluster, or, when the ACL
 * user may not run INFO, the little that any user may know.
 */
final class ServerInfoCheck implements Check {

  private final RedisConnector connector;
  private final LookMemory memory;
  private final LongSupplier nanos;
  private final Attempt<String> info;
  private final Attempt<String> clusterInfo;
  private volatile @Nullable ServerReport report;

  ServerInfoCheck(
      RedisConnector connector,
      RedisProbeCommands commands,
      LookMemory memory,
      LongSupplier nanos) {
    this.connector = connector;
    this.memory = memory;
    this.nanos = nanos;
    this.info = new Attempt<>(commands.info(), nanos);
    this.clusterInfo = new Attempt<>(commands.clusterInfo(), nanos);
  }

  @Override
  public CheckName name() {
    return CheckName.SERVER_INFO;
  }

  @Override
  public CompletionStage<Void> begin(RedisAccess probe) {
    return info.send(probe)
        .thenCompose(
            done -> {
              if (info.forbidden()) {
                return askForLess();
              }
              return isCluster()
                  ? clusterInfo.send(probe)
                  : CompletableFuture.completedFuture(null);
            });
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

  private boolean isCluster() {
    return parsed().count("cluster_enabled") == 1;
  }

  private RedisInfo parsed() {
    return RedisInfo.parse(info.value().orElse(""));
  }

  @Override
  public Seen conclude() {
    if (!info.succeeded()) {
      Optional<ServerReport> known = Optional.ofNullable(report);
      List<Finding> reasons = new ArrayList<>();
      reasons.add(
          info.forbidden()
              ? Finding.of(FindingCode.INFO_FORBIDDEN)
              : info.finding().orElseGet(Failures::unanswered));
      known
          .flatMap(told -> ServerFindings.ofVersion(told.name(), told.version()))
          .ifPresent(reasons::add);
      return new Seen(ServerInfoDetails.of(known), reasons, false);
    }
    RedisInfo now = parsed();
    LookMemory.Past past = memory.since(Counters.of(now, nanos.getAsLong()));
    List<Finding> findings = new ArrayList<>(ServerFindings.of(now, past.since()));
    if (past.restarted()) {
      findings.add(Finding.of(FindingCode.RESTARTED));
    }
    if (isCluster()) {
      findings.addAll(clusterFindings());
    }
    return new Seen(ServerInfoDetails.of(now, past.since()), findings, true);
  }

  private List<Finding> clusterFindings() {
    if (clusterInfo.forbidden()) {
      return List.of(Finding.of(FindingCode.CLUSTER_INFO_FORBIDDEN));
    }
    return clusterInfo.value().map(RedisInfo::parse).map(ClusterFindings::of).orElse(List.of());
  }
}
