package dev.agentc.redis.config;

import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.random.RandomGenerator;

/** Makes connectors, for those without Dagger. */
public final class RedisConnectors {

  private RedisConnectors() {}

  /**
   * A connector to the Redis of {@code config}, to be closed by the caller. No I/O, no thread until
   * its first use.
   *
   * @throws ConfigException when the topology is not supported yet
   */
  public static RedisConnector create(RedisConfig config) {
    if (config.topology() instanceof Topology.Cluster) {
      throw new ConfigException(
          List.of("REDIS_TOPOLOGY=cluster is not supported yet: use standalone or sentinel"));
    }
    LettuceRuntime runtime = new LettuceRuntime(() -> LettuceSettings.clientOptions(config));
    ConnectionOpener opener = new StandaloneOpener(runtime, () -> LettuceSettings.address(config));
    // Starts its thread with its first task.
    ScheduledThreadPoolExecutor background =
        new ScheduledThreadPoolExecutor(1, RedisConnectors::backgroundThread);
    background.setRemoveOnCancelPolicy(true);
    Backoff backoff = new Backoff(RandomGenerator.getDefault());
    // A connect, a handshake, and the look-up of the name before them.
    BoundedAttempt attempts =
        new BoundedAttempt(background, config.connectionTimeout().multipliedBy(2).plusSeconds(1));
    ConnectionHolder shared =
        new ConnectionHolder("shared connection", opener, background, backoff, attempts);
    return new LettuceConnector(
        config,
        background,
        opener,
        runtime,
        shared,
        new ConnectionHolder("probe connection", opener, background, backoff, attempts),
        new Leases(config, shared, opener, runtime, attempts));
  }

  private static Thread backgroundThread(Runnable task) {
    Thread thread = new Thread(task, "agentc-redis-connect");
    thread.setDaemon(true);
    return thread;
  }
}
