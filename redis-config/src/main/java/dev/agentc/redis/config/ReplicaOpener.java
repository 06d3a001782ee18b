package dev.agentc.redis.config;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A connection for reads that may be stale, to a data server that Sentinels know: to whichever
 * answers first. With {@link ReadFrom#NEAREST} the primary takes part in the race.
 */
final class ReplicaOpener implements ConnectionOpener {

  private final RedisConfig config;
  private final SentinelLookup lookup;
  private final LettuceRuntime runtime;
  private final ConnectionOpener primary;

  ReplicaOpener(
      RedisConfig config, SentinelLookup lookup, LettuceRuntime runtime, ConnectionOpener primary) {
    this.config = config;
    this.lookup = lookup;
    this.runtime = runtime;
    this.primary = primary;
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
        .thenApply(connection -> StandaloneOpener.watched(connection, lost));
  }

  private CompletionStage<StatefulRedisConnection<String, byte[]>> answering(
      io.lettuce.core.RedisURI address) {
    return runtime
        .client()
        .connectAsync(StandaloneOpener.CODEC, address)
        .thenCompose(connection -> connection.async().ping().thenApply(pong -> connection));
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
