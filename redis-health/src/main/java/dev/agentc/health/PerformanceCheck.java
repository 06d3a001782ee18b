package dev.agentc.health;

import dev.agentc.redis.config.RedisAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How fast are the answers? A PING, then a SET, then a few GET at once: 18 commands in three round
 * trips. An error reply is timed like any other.
 */
final class PerformanceCheck implements Check {

  private static final int READS = 16;
  private static final String PURPOSE = "speed";

  private final Attempt<String> ping;
  private final Attempt<String> write;
  private final Attempt<Integer> reads;
  private final Optional<Duration> stall;

  /**
   * @param stall how long Redis did not reply, when that was since the last diagnosis
   */
  PerformanceCheck(RedisProbeCommands commands, LongSupplier nanos, Optional<Duration> stall) {
    this.ping = new Attempt<>(commands.ping(), nanos);
    this.write = new Attempt<>(commands.set(PURPOSE), nanos);
    this.reads = new Attempt<>(commands.gets(PURPOSE, READS), nanos);
    this.stall = stall;
  }

  @Override
  public CheckName name() {
    return CheckName.PERFORMANCE;
  }

  @Override
  public CompletionStage<Void> begin(RedisAccess probe) {
    // One after the other: what is sent together is timed together.
    return ping.send(probe)
        .thenCompose(
            done ->
                ping.replied() ? write.sendAsWrite(probe) : CompletableFuture.completedFuture(null))
        .thenCompose(
            done -> write.replied() ? reads.send(probe) : CompletableFuture.completedFuture(null));
  }

  @Override
  public Seen conclude() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("ping_latency_ms", Numbers.millisOrNull(ping.latency()));
    details.put("operation_latency_ms", Numbers.millisOrNull(write.latency()));
    details.put("throughput_ops_per_sec", throughput());
    details.put(
        "latency_status",
        ping.latency().map(LatencyClass::of).orElse(LatencyClass.CRITICAL).label());
    details.put("thresholds_ms", LatencyClass.thresholds());
    return new Seen(details, findings(), ping.replied());
  }

  private @Nullable Long throughput() {
    Optional<Duration> took = reads.succeeded() ? reads.latency() : Optional.empty();
    return took.map(time -> READS * 1_000_000_000L / Math.max(1, time.toNanos())).orElse(null);
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    Optional<Duration> latency = ping.latency();
    if (latency.isEmpty()) {
      ping.finding().ifPresent(findings::add);
      return findings;
    }
    LatencyClass speed = LatencyClass.of(latency.get());
    if (speed.compareTo(LatencyClass.POOR) >= 0) {
      findings.add(
          Finding.of(
              speed == LatencyClass.POOR ? FindingCode.SLOW : FindingCode.VERY_SLOW,
              String.format(Locale.ROOT, "A PING took %d ms.", latency.get().toMillis())));
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
}
