package dev.agentc.redis.config;

import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a cluster. All share one client, which keeps the view of who serves what, looks
 * again every so often, and at once when something was redirected or failed.
 */
final class ClusterOpener implements ConnectionOpener {

  /** A node that takes longer to connect is connected when it can be; the others do not wait. */
  private static final Duration WARM_LIMIT = Duration.ofSeconds(1);

  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private final RedisConfig config;
  private final LettuceRuntime runtime;
  private final ClusterSeeds seeds;
  private final Set<ClusterLink> links = ConcurrentHashMap.newKeySet();
  private final InFlight openings = new InFlight();
  private final ClusterNodes nodes = new ClusterNodes();
  // Guarded by this.
  private @Nullable ClusterClient client;
  private boolean closed;

  ClusterOpener(RedisConfig config, LettuceRuntime runtime, ClusterSeeds seeds) {
    this.config = config;
    this.runtime = runtime;
    this.seeds = seeds;
  }

  @Override
  public CompletionStage<Link> open(Consumer<Link> lost) {
    return openLink(ClusterOpener::servesSlots, lost).thenApply(link -> link);
  }

  /** The same nodes and their replicas, for reads that may be stale. */
  ConnectionOpener forStaleReads() {
    return new ConnectionOpener() {
      @Override
      public CompletionStage<Link> open(Consumer<Link> lost) {
        return openLink(node -> servesSlots(node) || node.is(NodeFlag.REPLICA), lost)
            .thenApply(
                link -> {
                  link.readFrom(config.readFrom().order());
                  new FreshReplicas(link, runtime, config.readFrom().order()).watch();
                  return link;
                });
      }

      @Override
      public CompletionStage<LeasedConnection> openLeased() {
        return ClusterOpener.this.openLeased();
      }

      @Override
      public CompletionStage<Void> shutdown() {
        return ClusterOpener.this.shutdown();
      }
    };
  }

  /** Where the shared connections have seen the cluster, it is not looked at again. */
  @Override
  public CompletionStage<LeasedConnection> openLeased() {
    return counted(
        () -> {
          ClusterClient cluster = client();
          return (cluster.view().isEmpty() ? cluster.look() : kept(cluster))
              .thenCompose(seen -> cluster.connectAsync(StandaloneOpener.CODEC))
              .thenApply(made -> link(cluster, made, ClusterOpener::servesSlots, lost -> {}))
              .thenCompose(this::unlessClosed)
              .thenApply(link -> new ClusterLease(link, this::warm));
        });
  }

  private CompletionStage<ClusterLink> openLink(
      Predicate<RedisClusterNode> wanted, Consumer<Link> lost) {
    return counted(
        () -> {
          ClusterClient cluster = client();
          return cluster
              .look()
              .thenCompose(seen -> cluster.connectAsync(StandaloneOpener.CODEC))
              .thenCompose(made -> warmed(link(cluster, made, wanted, lost)))
              .thenCompose(this::unlessClosed);
        });
  }

  /** So that closing can wait for it. */
  private <T> CompletionStage<T> counted(Supplier<CompletionStage<T>> opening) {
    if (!openings.enter()) {
      return CompletableFuture.failedFuture(new IllegalStateException("closed"));
    }
    CompletionStage<T> opened;
    try {
      // On the background thread, where every opening begins.
      seeds.read();
      opened = opening.get();
    } catch (RuntimeException closing) {
      opened = CompletableFuture.failedFuture(closing);
    }
    return opened.whenComplete((made, thrown) -> openings.leave());
  }

  private CompletionStage<ClusterLink> unlessClosed(ClusterLink link) {
    return isClosed() ? givenUp(link, "closed meanwhile") : kept(link);
  }

  private ClusterLink link(
      ClusterClient cluster,
      StatefulRedisClusterConnection<String, byte[]> connection,
      Predicate<RedisClusterNode> wanted,
      Consumer<Link> lost) {
    return new ClusterLink(
        cluster, connection, runtime, config.commandTimeout(), wanted, lost, links::remove);
  }

  /** From now on before each new view, too. */
  private CompletionStage<Integer> warm(ClusterLink link) {
    links.add(link);
    if (!link.isOpen()) {
      links.remove(link);
    }
    return link.warm(WARM_LIMIT);
  }

  private CompletionStage<ClusterLink> warmed(ClusterLink link) {
    return warm(link)
        .thenCompose(
            connected ->
                connected > 0
                    ? kept(link)
                    : givenUp(link, "no node of the cluster can be reached"));
  }

  private static <T> CompletionStage<T> kept(T made) {
    return CompletableFuture.completedFuture(made);
  }

  private static CompletionStage<ClusterLink> givenUp(ClusterLink link, String why) {
    return link.closeAsync()
        .thenCompose(none -> CompletableFuture.failedFuture(new IllegalStateException(why)));
  }

  /** A replica serves its primary's slots only to those who ask for stale data. */
  private static boolean servesSlots(RedisClusterNode node) {
    return node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots();
  }

  private CompletionStage<Void> warmAll() {
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (ClusterLink link : links) {
      all = all.thenCombine(link.warm(WARM_LIMIT), (one, other) -> null);
    }
    return all;
  }

  /** A node counts as reached when any of the connections reaches it. */
  private void tellOfNodes() {
    warmAll()
        .thenRun(
            () -> {
              Map<String, Boolean> states = new TreeMap<>();
              links.forEach(
                  link ->
                      link.states()
                          .forEach(
                              (node, connected) ->
                                  states.merge(node, connected, Boolean::logicalOr)));
              if (!states.isEmpty()) {
                nodes.seen(states);
              }
            });
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /** When no opening is under way any more, or after a while. */
  private CompletionStage<Void> openingsEnded() {
    CompletableFuture<Void> ended = openings.drain().toCompletableFuture();
    runtime.onLate(ended, SHUTDOWN_LIMIT, () -> ended.complete(null));
    return ended;
  }

  private synchronized ClusterClient client() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    ClusterClient ready = client;
    if (ready == null) {
      ready =
          new ClusterClient(
              runtime.resources(),
              seeds.addresses(),
              new ViewLimit(config.connectionTimeout()),
              this::warmAll,
              this::tellOfNodes);
      ready.setOptions(LettuceSettings.clusterOptions(config));
      client = ready;
    }
    return ready;
  }

  @Override
  public CompletionStage<Void> shutdown() {
    ClusterClient last;
    synchronized (this) {
      closed = true;
      last = client;
      client = null;
    }
    CompletionStage<Void> ended =
        last == null
            ? CompletableFuture.completedFuture(null)
            // What is under way would run into threads that have ended, and say so loudly.
            : last.quiet()
                .thenCompose(none -> openingsEnded())
                .thenCompose(
                    none ->
                        last.shutdownAsync(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    return ended.handle((none, thrown) -> runtime.shutdown()).thenCompose(stage -> stage);
  }
}
