package dev.agentc.redis.config;

import io.lettuce.core.RedisURI;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks all Sentinels at once who is the primary, so that dead ones cost nothing, and believes the
 * one that knows of the latest failover. Lettuce itself would ask one after the other and believe
 * the first.
 */
final class SentinelLookup {

  /** After the first answer, the others get this long. */
  private static final Duration GRACE = Duration.ofMillis(200);

  private final RedisConfig config;
  private final Topology.Sentinel topology;
  private final LettuceRuntime runtime;

  SentinelLookup(RedisConfig config, Topology.Sentinel topology, LettuceRuntime runtime) {
    this.config = config;
    this.topology = topology;
    this.runtime = runtime;
  }

  /**
   * What one Sentinel says.
   *
   * @param epoch of the failover that made this one the primary
   * @param replicas those that are up and connected to the primary
   */
  record View(HostAndPort primary, long epoch, List<HostAndPort> replicas) {}

  /**
   * A connection to each Sentinel and three commands on it, side by side. Reads their password's
   * file first.
   */
  CompletionStage<View> look() {
    ConcurrentLinkedQueue<View> seen = new ConcurrentLinkedQueue<>();
    AtomicInteger answers = new AtomicInteger();
    CompletableFuture<View> latest = new CompletableFuture<>();
    List<CompletionStage<View>> asked = new ArrayList<>();
    LettuceSettings.Template addresses = LettuceSettings.sentinels(config, topology);
    for (HostAndPort node : topology.nodes()) {
      asked.add(ask(addresses.at(node)));
    }
    int most = asked.size();
    for (CompletionStage<View> one : asked) {
      one.whenComplete(
          (view, thrown) -> {
            if (view != null) {
              seen.add(view);
            }
            if (answers.incrementAndGet() == most) {
              choose(seen, latest);
            }
          });
    }
    FirstOf.these(asked, view -> {})
        .whenComplete(
            (view, thrown) -> {
              if (thrown != null) {
                latest.completeExceptionally(thrown);
              } else {
                runtime.onLate(latest, GRACE, () -> choose(seen, latest));
              }
            });
    return latest;
  }

  private static void choose(ConcurrentLinkedQueue<View> seen, CompletableFuture<View> latest) {
    seen.stream().max(Comparator.comparingLong(View::epoch)).ifPresent(latest::complete);
  }

  private CompletionStage<View> ask(RedisURI address) {
    return runtime
        .client()
        .connectSentinelAsync(StandaloneOpener.CODEC, address)
        .thenCompose(
            connection ->
                view(connection)
                    .whenComplete(
                        (view, thrown) -> {
                          var unused = connection.closeAsync();
                        }))
        .exceptionally(
            thrown -> {
              throw ofSentinel(thrown);
            });
  }

  /** So that nobody looks for the fault at the data servers. */
  private static RedisFailure ofSentinel(Throwable thrown) {
    RedisFailure failure = FailureClassifier.ofConnecting(thrown);
    if (failure instanceof RedisFailure.AuthenticationFailed) {
      return new RedisFailure.AuthenticationFailed(
          "the Sentinels refuse the credentials: REDIS_SENTINEL_PASSWORD", thrown);
    }
    if (failure instanceof RedisFailure.Forbidden) {
      return new RedisFailure.Forbidden(
          "the ACL user at the Sentinels lacks a permission: docs/security.md lists them", thrown);
    }
    return failure;
  }

  private CompletionStage<View> view(StatefulRedisSentinelConnection<String, byte[]> connection) {
    // Not the address that SENTINEL MASTER gives: the Sentinel that leads a failover gives the old
    // one there, with the new epoch, until all replicas have moved, which may take minutes.
    CompletionStage<SocketAddress> primary =
        connection.async().getMasterAddrByName(topology.master());
    CompletionStage<Map<String, byte[]>> master = connection.async().master(topology.master());
    CompletionStage<List<Map<String, byte[]>>> replicas =
        connection.async().replicas(topology.master());
    return primary
        .thenCombine(master, (address, fields) -> new View(of(address), epoch(fields), List.of()))
        .thenCombine(replicas, (view, all) -> new View(view.primary(), view.epoch(), fit(all)));
  }

  private static long epoch(Map<String, byte[]> master) {
    return Long.parseLong(text(master).getOrDefault("config-epoch", "0"));
  }

  private static List<HostAndPort> fit(List<Map<String, byte[]>> replicas) {
    return replicas.stream()
        .map(SentinelLookup::text)
        .filter(SentinelLookup::isFit)
        .map(SentinelLookup::address)
        .toList();
  }

  private static HostAndPort of(@Nullable SocketAddress address) {
    if (address instanceof InetSocketAddress known) {
      return new HostAndPort(known.getHostString(), known.getPort());
    }
    throw new IllegalStateException("a Sentinel does not know the primary");
  }

  private static boolean isFit(Map<String, String> replica) {
    return "slave".equals(replica.get("flags")) && "ok".equals(replica.get("master-link-status"));
  }

  private static HostAndPort address(Map<String, String> fields) {
    return new HostAndPort(
        fields.getOrDefault("ip", ""), Integer.parseInt(fields.getOrDefault("port", "0")));
  }

  private static Map<String, String> text(Map<String, byte[]> fields) {
    Map<String, String> text = new TreeMap<>();
    fields.forEach((name, value) -> text.put(name, new String(value, StandardCharsets.UTF_8)));
    return text;
  }
}
