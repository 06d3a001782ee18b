package dev.agentc.health;

import dev.agentc.redis.config.RedisProbe;
import dev.agentc.redis.config.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast are the answers? A PING, then a SET, then a few GET at once: 18 commands in three round
 * trips. Of a cluster: PING and SET to each primary, of which the slowest counts, and the GET to
 * one of them. An error reply is timed like any other.
 */
final class PerformanceCheck implements Check {

  private static final int READS = 16;
  private static final String PURPOSE = "speed";

  private final RedisProbeCommands commands;
  private final LongSupplier nanos;
  private volatile List<Timed> servers;
  private volatile Attempt<Integer> reads;
  private final Optional<Duration> stall;

  /**
   * @param stall how long Redis did not reply, when that was since the last diagnosis
   */
  PerformanceCheck(RedisProbeCommands commands, LongSupplier nanos, Optional<Duration> stall) {
    this.commands = commands;
    this.nanos = nanos;
    this.servers = List.of(timed(Shard.ALL));
    this.reads = reads(Shard.ALL);
    this.stall = stall;
  }

  private record Timed(Shard shard, Attempt<String> ping, Attempt<String> write) {

    CompletionStage<Void> writeWhereAlive(RedisProbe probe) {
      return ping.replied() ? write.sendAsWrite(probe) : CompletableFuture.completedFuture(null);
    }
  }

  private Timed timed(Shard shard) {
    return new Timed(
        shard,
        new Attempt<>(commands.ping(), nanos),
        new Attempt<>(commands.set(shard, PURPOSE), nanos));
  }

  private Attempt<Integer> reads(Shard shard) {
    return new Attempt<>(commands.gets(shard, PURPOSE, READS), nanos);
  }

  @Override
  public CheckName name() {
    return CheckName.PERFORMANCE;
  }

  @Override
  public CompletionStage<Void> begin(RedisProbe probe) {
    List<Timed> all = Servers.known(probe).stream().map(this::timed).toList();
    servers = all;
    // One after the other: what is sent together is timed together.
    return Servers.all(all, each -> each.ping().sendTo(probe, each.shard()))
        .thenCompose(done -> Servers.all(all, each -> each.writeWhereAlive(probe)))
        .thenCompose(done -> readFromOne(probe, all));
  }

  private CompletionStage<Void> readFromOne(RedisProbe probe, List<Timed> all) {
    for (Timed each : all) {
      if (each.write().replied()) {
        reads = reads(each.shard());
        return reads.send(probe);
      }
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean answered() {
    return !reads.givenUp()
        && servers.stream().noneMatch(each -> each.ping().givenUp() || each.write().givenUp());
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("ping_latency_ms", Numbers.millisOrNull(ping()));
    details.put("operation_latency_ms", Numbers.millisOrNull(slowest(Timed::write)));
    details.put("throughput_ops_per_sec", throughput());
    details.put(
        "latency_status", ping().map(LatencyClass::of).orElse(LatencyClass.CRITICAL).label());
    details.put("thresholds_ms", LatencyClass.thresholds());
    return new Seen(details, findings(), ping().isPresent());
  }

  private Optional<Duration> ping() {
    return slowest(Timed::ping);
  }

  private Optional<Duration> slowest(Function<Timed, Attempt<?>> which) {
    return servers.stream()
        .map(each -> which.apply(each).latency())
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  private @Nullable Long throughput() {
    Optional<Duration> took = reads.succeeded() ? reads.latency() : Optional.empty();
    return took.map(time -> READS * 1_000_000_000L / Math.max(1, time.toNanos())).orElse(null);
  }

  private List<Finding> findings() {
    List<Finding> findings =
        new ArrayList<>(
            ShardFindings.of(servers.stream().map(each -> findings(each.ping())).toList()));
    if (ping().isEmpty()) {
      return findings;
    }
    stall
        .map(
            time ->
                String.format(
                    Locale.ROOT,
                    "Redis did not reply for %.1f s a moment ago; it does now.",
                    time.toMillis() / 1_000.0))
        .map(message -> Finding.of(FindingCode.STALLED, message))
        .ifPresent(findings::add);
    return findings;
  }

  private static List<Finding> findings(Attempt<String> ping) {
    Optional<Duration> latency = ping.latency();
    if (latency.isEmpty()) {
      return ping.finding().stream().toList();
    }
    LatencyClass speed = LatencyClass.of(latency.get());
    return speed.compareTo(LatencyClass.POOR) < 0
        ? List.of()
        : List.of(
            Finding.of(
                speed == LatencyClass.POOR ? FindingCode.SLOW : FindingCode.VERY_SLOW,
                String.format(Locale.ROOT, "A PING took %d ms.", latency.get().toMillis())));
  }
}
