package dev.agentc.redis.config;

import io.lettuce.core.RedisClient;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.Timer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads and the client that all connections of one connector share. Nothing exists until it
 * is first asked for, which takes some hundred milliseconds; not to be asked on a caller's thread
 * before there is a connection.
 */
final class LettuceRuntime {

  /** Lettuce's default of 100 ms would let every timeout come that much late (G3). */
  private static final long TICK_MILLIS = 10;

  private static final Duration MIN_RECONNECT_DELAY = Duration.ofMillis(20);
  private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(1);

  private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(2);

  private final Supplier<io.lettuce.core.ClientOptions> options;
  private final Observations observations;
  private final CommandLatencyRecorder recorder;
  // Guarded by this.
  private volatile @Nullable Parts parts;
  private boolean closed;

  private record Parts(Timer timer, ClientResources resources, RedisClient client) {}

  LettuceRuntime(
      Supplier<io.lettuce.core.ClientOptions> options,
      Observations observations,
      CommandLatencyRecorder recorder) {
    this.options = options;
    this.observations = observations;
    this.recorder = recorder;
  }

  RedisClient client() {
    return parts().client();
  }

  ClientResources resources() {
    return parts().resources();
  }

  /**
   * Runs {@code late} after {@code limit} unless {@code watched} has ended by then. Lettuce times
   * single commands; this covers operations made of several, and those that never end.
   */
  void onLate(CompletionStage<?> watched, Duration limit, Runnable late) {
    Parts now = parts();
    // The timer's only thread also times the commands: what callers chained must not run on it.
    Timeout timeout =
        now.timer()
            .newTimeout(
                expired -> now.resources().eventExecutorGroup().execute(late),
                limit.toNanos(),
                TimeUnit.NANOSECONDS);
    watched.whenComplete((value, thrown) -> timeout.cancel());
  }

  CompletionStage<Void> shutdown() {
    Parts last;
    synchronized (this) {
      closed = true;
      last = parts;
      parts = null;
    }
    if (last == null) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> done = new CompletableFuture<>();
    CompletionStage<Void> clientClosed =
        last.client().shutdownAsync(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    clientClosed.whenComplete((value, thrown) -> endThreads(last, done));
    return done;
  }

  private static void endThreads(Parts last, CompletableFuture<Void> done) {
    last.timer().stop();
    var unused =
        last.resources()
            .shutdown(0, SHUTDOWN_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
            .addListener(ended -> done.complete(null));
  }

  private Parts parts() {
    Parts ready = parts;
    return ready != null ? ready : create();
  }

  private synchronized Parts create() {
    if (closed) {
      throw new IllegalStateException("closed");
    }
    Parts ready = parts;
    if (ready == null) {
      Timer timer =
          new HashedWheelTimer(
              new DefaultThreadFactory("agentc-redis-timer", true),
              TICK_MILLIS,
              TimeUnit.MILLISECONDS);
      ClientResources resources =
          DefaultClientResources.builder()
              .timer(timer)
              // Of a cluster's nodes; single connections are ConnectionHolder's.
              .reconnectDelay(
                  () ->
                      Delay.fullJitter(
                          MIN_RECONNECT_DELAY, MAX_RECONNECT_DELAY, 50, TimeUnit.MILLISECONDS))
              .commandLatencyRecorder(recorder)
              .tracing(observations.ofCommands())
              .build();
      RedisClient client = RedisClient.create(resources);
      client.setOptions(options.get());
      ready = new Parts(timer, resources, client);
      parts = ready;
    }
    return ready;
  }
}
