package dev.agentc.redis.config;

import dev.agentc.redis.config.ClusterClient.NodeConnection;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.ConnectionIntent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections to all nodes of a cluster that count as one. A node that is lost is connected again
 * by Lettuce, a slot that moved is looked for ({@link #suspect}), and only when no node is left is
 * the whole lost.
 */
final class ClusterLink implements Link {

  private static final Logger log = LoggerFactory.getLogger(ClusterLink.class);

  /** Between two looks at a cluster that has trouble. */
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  private final ClusterClient client;
  private final StatefulRedisClusterConnection<String, byte[]> connection;
  private final LettuceRuntime runtime;
  private final Duration patience;
  private final Predicate<RedisClusterNode> wanted;
  private final Consumer<Link> lost;
  private final Consumer<ClusterLink> closed;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final AtomicBoolean looking = new AtomicBoolean();
  private final AtomicLong looked = new AtomicLong(System.nanoTime() - LOOK_INTERVAL.toNanos());

  /**
   * @param patience how long a node may take to answer that is suspected to hang
   * @param wanted the nodes that commands are sent to
   */
  ClusterLink(
      ClusterClient client,
      StatefulRedisClusterConnection<String, byte[]> connection,
      LettuceRuntime runtime,
      Duration patience,
      Predicate<RedisClusterNode> wanted,
      Consumer<Link> lost,
      Consumer<ClusterLink> closed) {
    this.client = client;
    this.connection = connection;
    this.runtime = runtime;
    this.patience = patience;
    this.wanted = wanted;
    this.lost = lost;
    this.closed = closed;
  }

  @Override
  public RedisClusterAsyncCommands<String, byte[]> commands() {
    return connection.async();
  }

  @Override
  public List<Shard> shards() {
    return ClusterShards.of(client.view());
  }

  @Override
  public <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation) {
    if (shard.equals(Shard.ALL)) {
      // Asked for before the cluster was known; it is now.
      return operation.on(commands());
    }
    for (RedisClusterNode node : client.view()) {
      if (shard.server().equals(Optional.of(ClusterShards.address(node)))) {
        return connectionTo(node).thenCompose(server -> operation.on(server.async()));
      }
    }
    return CompletableFuture.failedFuture(
        new RedisFailure.Unavailable(
            "no such node of the cluster is known", RedisFailure.Outcome.NOT_EXECUTED, null));
  }

  @Override
  public boolean isOpen() {
    return !ended.get();
  }

  @Override
  public boolean healsItself() {
    return true;
  }

  @Override
  public CompletionStage<Void> closeAsync() {
    ended.set(true);
    closed.accept(this);
    return connection.closeAsync();
  }

  /** From now on, for every read. */
  void readFrom(io.lettuce.core.ReadFrom order) {
    connection.setReadFrom(order);
  }

  /** A replica that is connected. */
  record Replica(
      String address,
      StatefulRedisConnection<String, byte[]> connection,
      boolean primaryConnected) {}

  List<Replica> replicas() {
    List<Replica> replicas = new ArrayList<>();
    List<RedisClusterNode> view = client.view();
    for (RedisClusterNode node : view) {
      NodeConnection<String, byte[]> made =
          node.is(NodeFlag.REPLICA) ? made(connectionTo(node)) : null;
      if (made != null) {
        boolean primaryConnected =
            view.stream()
                .filter(other -> other.getNodeId().equals(node.getSlaveOf()))
                .anyMatch(other -> made(connectionTo(other)) != null);
        replicas.add(new Replica(FreshReadFrom.address(node), made, primaryConnected));
      }
    }
    return replicas;
  }

  /** The connection to the primary of a slot. */
  CompletionStage<StatefulRedisConnection<String, byte[]>> serverOf(int slot) {
    for (RedisClusterNode node : client.view()) {
      if (node.is(NodeFlag.UPSTREAM) && node.hasSlot(slot)) {
        return connectionTo(node);
      }
    }
    return CompletableFuture.failedFuture(
        new RedisFailure.ClusterDown("no node serves this slot", null));
  }

  /** To the nodes that are connected at this moment. */
  List<NodeConnection<String, byte[]>> connected() {
    List<NodeConnection<String, byte[]>> connected = new ArrayList<>();
    for (CompletableFuture<StatefulRedisConnection<String, byte[]>> node : nodes()) {
      NodeConnection<String, byte[]> made = made(node);
      if (made != null) {
        connected.add(made);
      }
    }
    return connected;
  }

  /** The nodes that commands may be sent to, by address, and whether each is connected. */
  Map<String, Boolean> states() {
    Map<String, Boolean> states = new TreeMap<>();
    for (RedisClusterNode node : client.view()) {
      if (wanted.test(node)) {
        states.put(ClusterShards.address(node).toString(), made(connectionTo(node)) != null);
      }
    }
    return states;
  }

  private static @Nullable NodeConnection<String, byte[]> made(
      CompletableFuture<StatefulRedisConnection<String, byte[]>> node) {
    return node.isDone()
            && !node.isCompletedExceptionally()
            && node.join() instanceof NodeConnection<String, byte[]> made
            && made.isOpen()
        ? made
        : null;
  }

  /**
   * Connects to every node that commands may be sent to, so that none is rejected for want of a
   * connection (G7). Completes, never exceptionally, with how many are connected: when all are, or
   * when {@code limit} is over.
   */
  CompletionStage<Integer> warm(Duration limit) {
    AtomicInteger connected = new AtomicInteger();
    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
    for (CompletableFuture<StatefulRedisConnection<String, byte[]>> node : nodes()) {
      CompletableFuture<Void> settled =
          node.handle(
              (made, thrown) -> {
                if (made != null && made.isOpen()) {
                  connected.incrementAndGet();
                }
                return null;
              });
      all = all.thenCombine(settled, (one, other) -> null);
    }
    CompletableFuture<Integer> done = all.thenApply(none -> connected.get());
    if (!done.isDone()) {
      runtime.onLate(done, limit, () -> done.complete(connected.get()));
    }
    return done;
  }

  private List<CompletableFuture<StatefulRedisConnection<String, byte[]>>> nodes() {
    List<CompletableFuture<StatefulRedisConnection<String, byte[]>>> nodes = new ArrayList<>();
    for (RedisClusterNode node : client.view()) {
      if (wanted.test(node)) {
        nodes.add(connectionTo(node));
      }
    }
    return nodes;
  }

  private CompletableFuture<StatefulRedisConnection<String, byte[]>> connectionTo(
      RedisClusterNode node) {
    RedisURI uri = node.getUri();
    try {
      // By address: that is how the connection of a slot is found.
      return connection.getConnectionAsync(
          uri.getHost(),
          uri.getPort(),
          node.is(NodeFlag.REPLICA) ? ConnectionIntent.READ : ConnectionIntent.WRITE);
    } catch (RuntimeException closing) {
      return CompletableFuture.failedFuture(closing);
    }
  }

  /** At most one look at a time, and two in a second. */
  @Override
  public void suspect(RedisFailure failure) {
    boolean mayMatter =
        failure instanceof RedisFailure.Unavailable
            || failure instanceof RedisFailure.TimedOut
            || FailureClassifier.elsewhereMayHelp(failure)
            || failure instanceof RedisFailure.ClusterDown;
    long now = System.nanoTime();
    long last = looked.get();
    if (!mayMatter
        || ended.get()
        || now - last < LOOK_INTERVAL.toNanos()
        || !looked.compareAndSet(last, now)
        || !looking.compareAndSet(false, true)) {
      return;
    }
    if (failure instanceof RedisFailure.TimedOut) {
      connected().forEach(ClusterLink::disconnectIfHung);
    }
    client
        .look()
        .handle((seen, thrown) -> warm(patience))
        .thenCompose(connected -> connected)
        .whenComplete(
            (connected, thrown) -> {
              looking.set(false);
              if (connected != null && connected == 0 && ended.compareAndSet(false, true)) {
                closed.accept(this);
                lost.accept(this);
                var unused = connection.closeAsync();
              }
            });
  }

  /** A server that acknowledges what it is sent, but no more: a new connection may help (G3). */
  private static void disconnectIfHung(NodeConnection<String, byte[]> node) {
    node.async()
        .ping()
        .whenComplete(
            (pong, thrown) -> {
              if (thrown != null
                  && FailureClassifier.ofCommand(thrown) instanceof RedisFailure.TimedOut) {
                log.warn("a node of the cluster does not answer; connecting to it again");
                node.disconnect();
              }
            });
  }
}
