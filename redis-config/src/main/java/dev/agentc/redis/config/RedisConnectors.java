package dev.agentc.redis.config;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.StandaloneOpener.Expected;
import io.lettuce.core.RedisURI;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** Makes connectors, for those without Dagger. */
public final class RedisConnectors {

  /** An attempt to connect that takes longer may be one that the network has swallowed. */
  private static final Duration HUNG = Duration.ofSeconds(1);

  private RedisConnectors() {}

  /**
   * A connector to the Redis of {@code config}, to be closed by the caller. No I/O, no thread until
   * its first use.
   */
  public static RedisConnector create(RedisConfig config) {
    return create(config, ObservationRegistry.NOOP);
  }

  /**
   * As {@link #create(RedisConfig)}; every command becomes an observation of this registry, a child
   * of the one that was current where the operation was asked for. Commands are named, their
   * arguments are not. With {@link ObservationRegistry#NOOP} this costs nothing.
   */
  public static RedisConnector create(RedisConfig config, ObservationRegistry registry) {
    Observations observations = new Observations(registry);
    Observers observers = new Observers();
    LettuceRuntime runtime =
        new LettuceRuntime(() -> LettuceSettings.clientOptions(config), observations, observers);
    // Starts its thread with its first task.
    ScheduledThreadPoolExecutor background =
        new ScheduledThreadPoolExecutor(1, RedisConnectors::backgroundThread);
    background.setRemoveOnCancelPolicy(true);
    ConnectionOpener opener = opener(config, runtime, background);
    Backoff backoff = new Backoff(RandomGenerator.getDefault());
    // A connect, a handshake, and the look-up of the name before them.
    Duration limit = config.connectionTimeout().multipliedBy(2).plusSeconds(1);
    BoundedAttempt attempts = BoundedAttempt.repeated(background, limit, HUNG);
    ConnectionHolder shared =
        new ConnectionHolder("shared connection", opener, background, backoff, attempts);
    LettuceConnector connector =
        new LettuceConnector(
            config,
            background,
            opener,
            runtime,
            observations,
            shared,
            new ConnectionHolder("probe connection", opener, background, backoff, attempts),
            new ConnectionHolder("write probe connection", opener, background, backoff, attempts),
            new Leases(config, shared, opener, runtime, BoundedAttempt.single(background, limit)),
            readOpener(config, runtime, opener, () -> shared.state() == State.CONNECTED)
                .map(
                    reads ->
                        new ConnectionHolder(
                            "read connection", reads, background, backoff, attempts)));
    return new ObservedConnector(connector, observers);
  }

  /** Empty when all reads go to the primary. */
  private static Optional<ConnectionOpener> readOpener(
      RedisConfig config,
      LettuceRuntime runtime,
      ConnectionOpener opener,
      BooleanSupplier primaryConnected) {
    if (!config.readsStale()) {
      return Optional.empty();
    }
    if (config.topology() instanceof Topology.Sentinel sentinel) {
      SentinelLookup lookup = new SentinelLookup(config, sentinel, runtime);
      return Optional.of(new ReplicaOpener(config, lookup, runtime, opener, primaryConnected));
    }
    return opener instanceof ClusterOpener cluster
        ? Optional.of(cluster.forStaleReads())
        : Optional.empty();
  }

  private static ConnectionOpener opener(
      RedisConfig config, LettuceRuntime runtime, Executor background) {
    if (config.topology() instanceof Topology.Cluster cluster) {
      return new ClusterOpener(config, runtime, new ClusterSeeds(config, cluster, background));
    }
    return new StandaloneOpener(
        runtime,
        () -> address(config, runtime),
        config.topology() instanceof Topology.Sentinel ? Expected.PRIMARY : Expected.ANY);
  }

  private static CompletionStage<RedisURI> address(RedisConfig config, LettuceRuntime runtime) {
    LettuceSettings.Template template = LettuceSettings.template(config);
    if (config.topology() instanceof Topology.Sentinel sentinel) {
      return new SentinelLookup(config, sentinel, runtime)
          .look()
          .thenApply(view -> template.at(view.primary()));
    }
    if (config.topology() instanceof Topology.Standalone standalone) {
      return CompletableFuture.completedFuture(template.at(standalone.node()));
    }
    throw new IllegalArgumentException("a cluster has no single address");
  }

  private static Thread backgroundThread(Runnable task) {
    Thread thread = new Thread(task, "agentc-redis-connect");
    thread.setDaemon(true);
    return thread;
  }
}
