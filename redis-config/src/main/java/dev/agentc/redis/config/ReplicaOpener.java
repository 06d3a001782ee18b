package dev.agentc.redis.config;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection for reads that may be stale, to a data server that Sentinels know: to whichever
 * answers first. With {@link ReadFrom#NEAREST} the primary takes part in the race. A replica that
 * does not follow its primary is left, for another or for the primary, while the primary can be
 * reached.
 */
final class ReplicaOpener implements ConnectionOpener {

  private static final Logger log = LoggerFactory.getLogger(ReplicaOpener.class);

  private final RedisConfig config;
  private final SentinelLookup lookup;
  private final LettuceRuntime runtime;
  private final ConnectionOpener primary;
  private final BooleanSupplier primaryConnected;

  ReplicaOpener(
      RedisConfig config,
      SentinelLookup lookup,
      LettuceRuntime runtime,
      ConnectionOpener primary,
      BooleanSupplier primaryConnected) {
    this.config = config;
    this.lookup = lookup;
    this.runtime = runtime;
    this.primary = primary;
    this.primaryConnected = primaryConnected;
  }

  @Override
  public CompletionStage<Link> open(Consumer<Link> lost) {
    var address = LettuceSettings.template(config);
    return lookup
        .look()
        .thenCompose(
            view -> {
              List<HostAndPort> nodes = new ArrayList<>(view.replicas());
              if (config.readFrom() == ReadFrom.NEAREST) {
                nodes.add(view.primary());
              }
              List<CompletionStage<StatefulRedisConnection<String, byte[]>>> ways =
                  nodes.stream().map(node -> answering(address.at(node))).toList();
              return FirstOf.these(
                  ways,
                  tooLate -> {
                    var unused = tooLate.closeAsync();
                  });
            })
        .thenApply(
            connection -> {
              Link link = StandaloneOpener.watched(connection, lost);
              watch(link, connection, new ReplicaLag(), lost);
              return link;
            });
  }

  private void watch(
      Link link,
      StatefulRedisConnection<String, byte[]> connection,
      ReplicaLag lag,
      Consumer<Link> lost) {
    if (!link.isOpen()) {
      return;
    }
    lag.look(connection)
        .thenAccept(
            behind -> {
              if (behind && primaryConnected.getAsBoolean()) {
                log.warn("the replica does not follow its primary; it is not read until it does");
                lost.accept(link);
                var unused = link.closeAsync();
              }
            });
    try {
      runtime.onLate(
          new CompletableFuture<>(), ReplicaLag.INTERVAL, () -> watch(link, connection, lag, lost));
    } catch (IllegalStateException closing) {
      log.debug("closed meanwhile", closing);
    }
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> answering(
      io.lettuce.core.RedisURI address) {
    return runtime
        .client()
        .connectAsync(StandaloneOpener.CODEC, address)
        .thenCompose(
            connection ->
                ReplicaLag.isBehind(connection)
                    .thenApply(
                        behind -> {
                          if (behind && primaryConnected.getAsBoolean()) {
                            var unused = connection.closeAsync();
                            throw new RedisFailure.Unavailable(
                                "a replica does not follow its primary",
                                RedisFailure.Outcome.NOT_EXECUTED,
                                null);
                          }
                          return connection;
                        }));
  }

  @Override
  public CompletionStage<LeasedConnection> openLeased() {
    return primary.openLeased();
  }

  /** All that it shares is the other opener's. */
  @Override
  public CompletionStage<Void> shutdown() {
    return primary.shutdown();
  }
}
