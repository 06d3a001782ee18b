package dev.agentc.redis.config;

import io.lettuce.core.RedisChannelWriter;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StatefulRedisConnectionImpl;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.models.partitions.Partitions;
import io.lettuce.core.cluster.topology.ClusterTopologyRefresh;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.json.JsonParser;
import io.lettuce.core.protocol.DefaultEndpoint;
import io.lettuce.core.protocol.PushHandler;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's cluster client with three changes, at the places that it offers for it: a new view of
 * the cluster is used only when its nodes are connected (G7), looking for one takes no longer than
 * a second however many nodes hang ({@link ViewLimit}), and a connection to a node can be made anew
 * and knows whether it was written to.
 */
final class ClusterClient extends RedisClusterClient {

  /** For one node to connect, and again for it to answer, while the view is refreshed. */
  private final ViewLimit viewLimit;

  private final Supplier<CompletionStage<?>> beforeNewView;
  private final Runnable afterLook;
  private volatile boolean loaded;
  // Guarded by this.
  private boolean closing;
  private int looks;
  private final CompletableFuture<Void> idle = new CompletableFuture<>();

  /**
   * @param beforeNewView connects to the nodes of {@link #view()} that are not connected yet
   * @param afterLook told when a look has ended, whether it saw anything or not
   */
  ClusterClient(
      ClientResources resources,
      Iterable<RedisURI> seeds,
      ViewLimit viewLimit,
      Supplier<CompletionStage<?>> beforeNewView,
      Runnable afterLook) {
    super(resources, seeds);
    this.viewLimit = viewLimit;
    this.beforeNewView = beforeNewView;
    this.afterLook = afterLook;
  }

  /** Empty before the first look; never loads it, which would block. */
  List<io.lettuce.core.cluster.models.partitions.RedisClusterNode> view() {
    Partitions known = knownView();
    return known == null ? List.of() : List.copyOf(known.getPartitions());
  }

  private @Nullable Partitions knownView() {
    return loaded ? getPartitions() : null;
  }

  /** Looks at the cluster: at first through the seeds, later through all nodes known. */
  CompletionStage<Void> look() {
    return refreshPartitionsAsync().thenRun(() -> loaded = true);
  }

  /** Also Lettuce's own way to look. */
  @Override
  public CompletionStage<Void> refreshPartitionsAsync() {
    synchronized (this) {
      if (closing) {
        return CompletableFuture.failedFuture(new IllegalStateException("closed"));
      }
      looks++;
    }
    return super.refreshPartitionsAsync().whenComplete((none, thrown) -> looked());
  }

  private void looked() {
    boolean last;
    synchronized (this) {
      looks--;
      last = closing && looks == 0;
    }
    if (last) {
      idle.complete(null);
    } else {
      afterLook.run();
    }
  }

  /** Ends when no look is under way any more, and begins no other. A look takes a few seconds. */
  CompletionStage<Void> quiet() {
    synchronized (this) {
      closing = true;
      if (looks == 0) {
        idle.complete(null);
      }
    }
    return idle;
  }

  @Override
  protected void updatePartitionsInConnections() {
    beforeNewView.get().whenComplete((connected, thrown) -> super.updatePartitionsInConnections());
  }

  @Override
  protected ClusterTopologyRefresh createTopologyRefresh() {
    ClusterTopologyRefresh refresh = super.createTopologyRefresh();
    // Lettuce would wait for a hung node as long as for a command.
    return (seeds, connectTimeout, discovery) -> {
      Duration limit = viewLimit.current();
      long begun = System.nanoTime();
      return refresh
          .loadViews(hasty(seeds, limit), limit, discovery)
          .whenComplete(
              (views, thrown) ->
                  viewLimit.ended(
                      limit, Duration.ofNanos(System.nanoTime() - begun), thrown == null));
    };
  }

  private static List<RedisURI> hasty(Iterable<RedisURI> seeds, Duration limit) {
    List<RedisURI> copies = new ArrayList<>();
    for (RedisURI seed : seeds) {
      copies.add(RedisURI.builder(seed).withTimeout(limit).build());
    }
    return copies;
  }

  @Override
  protected <K, V> StatefulRedisConnectionImpl<K, V> newStatefulRedisConnection(
      RedisChannelWriter writer,
      PushHandler endpoint,
      RedisCodec<K, V> codec,
      Duration timeout,
      Supplier<JsonParser> parser) {
    return new NodeConnection<>(writer, endpoint, codec, timeout, parser);
  }

  /**
   * A connection to one node. Lettuce makes it anew when it is lost, without sending anything
   * again.
   */
  static final class NodeConnection<K, V> extends StatefulRedisConnectionImpl<K, V> {

    private final PushHandler endpoint;
    private volatile boolean used;

    NodeConnection(
        RedisChannelWriter writer,
        PushHandler endpoint,
        RedisCodec<K, V> codec,
        Duration timeout,
        Supplier<JsonParser> parser) {
      super(writer, endpoint, codec, timeout, parser);
      this.endpoint = endpoint;
    }

    /** How the cluster's connection gets at it, for every command that it sends here. */
    @Override
    public RedisChannelWriter getChannelWriter() {
      used = true;
      return super.getChannelWriter();
    }

    /** Whether a command was sent here since the last call. */
    boolean takeUsed() {
      boolean was = used;
      used = false;
      return was;
    }

    /** Ends what is in flight; the next connection is made at once. */
    void disconnect() {
      if (endpoint instanceof DefaultEndpoint lettuce) {
        lettuce.disconnect();
      }
    }
  }
}
