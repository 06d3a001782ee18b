package dev.agentc.benchmarks;

import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.Repositories;
import java.time.Duration;

/** Counts the round trips that a caller waits for, on a link that makes each of them 40 ms. */
final class RoundTrips implements AutoCloseable {

  private static final Duration TRIP = Duration.ofMillis(40);

  private final SlowLink link;
  private final RedisConnector connector;
  private final int calls;

  RoundTrips(BenchRedis redis, Scale scale) {
    calls = scale.tripCalls();
    link = new SlowLink(redis.server.port(), TRIP);
    connector = BenchRedis.connect(redis.server, link.port());
  }

  /**
   * Of the fastest call; the scripts are known to the server by then. What the machine's other work
   * adds can only make a call longer, so the round trips are those that fit in whole.
   */
  long of(Case measured) {
    Repositories repositories = BenchRedis.repositories(connector, measured.shards());
    Latencies latencies = new Latencies();
    Calls.await(measured.operation().apply(repositories));
    for (int n = 0; n < calls; n++) {
      long start = System.nanoTime();
      Calls.await(measured.operation().apply(repositories));
      latencies.add(System.nanoTime() - start);
    }
    return (long) (latencies.micros(0) / (TRIP.toNanos() / 1_000.0));
  }

  @Override
  public void close() {
    connector.close();
    link.close();
  }
}
