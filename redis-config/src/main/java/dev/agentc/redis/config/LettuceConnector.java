package dev.agentc.redis.config;

import dev.agentc.redis.config.ConnectionStatus.State;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Composes the shared connection, the two for probes and the leases; closes them in order. */
final class LettuceConnector implements RedisConnector {

  private final RedisConfig config;
  private final ScheduledExecutorService background;
  private final ConnectionOpener opener;
  private final Observations observations;
  private final ConnectionHolder mainHolder;
  private final SharedAccess main;
  private final ConnectionHolder probeHolder;
  private final SharedAccess probe;
  private final ConnectionHolder probeWriteHolder;
  private final SharedAccess probeWrites;
  private final Leases leases;
  private final Optional<StaleReads> reads;
  private final AtomicReference<@Nullable CompletableFuture<Void>> closing =
      new AtomicReference<>();

  LettuceConnector(
      RedisConfig config,
      ScheduledExecutorService background,
      ConnectionOpener opener,
      LettuceRuntime runtime,
      Observations observations,
      ConnectionHolder mainHolder,
      ConnectionHolder probeHolder,
      ConnectionHolder probeWriteHolder,
      Leases leases,
      Optional<ConnectionHolder> readHolder) {
    this.config = config;
    this.background = background;
    this.opener = opener;
    this.observations = observations;
    this.mainHolder = mainHolder;
    this.main = new SharedAccess(config, mainHolder, runtime, System::nanoTime);
    this.probeHolder = probeHolder;
    this.probe = new SharedAccess(config, probeHolder, runtime, System::nanoTime);
    this.probeWriteHolder = probeWriteHolder;
    this.probeWrites = new SharedAccess(config, probeWriteHolder, runtime, System::nanoTime);
    this.leases = leases;
    this.reads =
        readHolder.map(
            holder ->
                new StaleReads(
                    holder, new SharedAccess(config, holder, runtime, System::nanoTime), main));
  }

  @Override
  public <T> CompletionStage<T> stale(RedisOperation<T> operation, Predicate<T> accepted) {
    return observations.carried(
        reads.isPresent() ? reads.get().read(operation, accepted) : main.required(operation));
  }

  @Override
  public boolean readsStale() {
    return reads.isPresent();
  }

  @Override
  public <T> CompletionStage<T> required(RedisOperation<T> operation) {
    return observations.carried(main.required(operation));
  }

  @Override
  public <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation) {
    if (config.writeReplicas() == 0) {
      return observations.carried(main.required(operation));
    }
    return observations.carried(
        main.judged(
            leases.replicated(
                observations.carriedOperation(operation),
                config.writeReplicas(),
                config.writeTimeout())));
  }

  @Override
  public <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
    return observations.carried(main.optional(operation));
  }

  @Override
  public <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
    return observations.carried(
        main.judged(leases.managed(key, observations.carriedLease(operation))));
  }

  @Override
  public ConnectionStatus status() {
    return statusOf(mainHolder, main, mainHolder.reconnects());
  }

  @Override
  public CompletionStage<ConnectionStatus> connect() {
    return mainHolder.connect().thenApply(ended -> status());
  }

  @Override
  public CompletionStage<ServerReport> validateConnection() {
    CompletableFuture<ServerReport> result = new CompletableFuture<>();
    mainHolder
        .connect()
        .thenCompose(ended -> askOneOf(List.copyOf(main.shards())))
        .whenComplete(
            (report, thrown) -> {
              if (thrown == null) {
                result.complete(report);
              } else {
                result.completeExceptionally(FailureClassifier.unwrap(thrown));
              }
            });
    return result;
  }

  /** The first primary of a cluster that answers. */
  private CompletionStage<ServerReport> askOneOf(List<Shard> shards) {
    CompletionStage<ServerReport> asked = main.at(shards.get(0), ServerReports::ask);
    List<Shard> others = shards.subList(1, shards.size());
    return others.isEmpty()
        ? asked
        : asked
            .handle(
                (report, thrown) ->
                    thrown == null
                        ? CompletableFuture.completedFuture(report)
                        : askOneOf(others).toCompletableFuture())
            .thenCompose(Function.identity());
  }

  @Override
  public RedisProbe probe() {
    return new Probe();
  }

  @Override
  public CompletionStage<Void> closeAsync() {
    CompletableFuture<Void> mine = new CompletableFuture<>();
    if (closing.compareAndSet(null, mine)) {
      // Every operation has its deadline, so this ends by itself.
      both(both(main.drain(), drainProbes()), both(leases.drain(), drainReads()))
          .thenCompose(none -> leases.closeAsync())
          .handle(
              (none, thrown) -> both(both(mainHolder.closeAsync(), closeProbes()), closeReads()))
          .thenCompose(closed -> closed)
          .handle((none, thrown) -> opener.shutdown())
          .thenCompose(shutdown -> shutdown)
          .whenComplete(
              (none, thrown) -> {
                background.shutdownNow();
                mine.complete(null);
              });
    }
    CompletableFuture<Void> first = closing.get();
    return first == null ? mine : first.copy();
  }

  @Override
  public void close() {
    try {
      closeAsync().toCompletableFuture().join();
    } catch (CompletionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private CompletionStage<Void> drainProbes() {
    return both(probe.drain(), probeWrites.drain());
  }

  private CompletionStage<Void> closeProbes() {
    return both(probeHolder.closeAsync(), probeWriteHolder.closeAsync());
  }

  private CompletionStage<Void> drainReads() {
    return reads.map(StaleReads::drain).orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletionStage<Void> closeReads() {
    return reads
        .map(StaleReads::closeAsync)
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private static CompletionStage<Void> both(
      CompletionStage<Void> one, CompletionStage<Void> other) {
    return one.thenCombine(other, (first, second) -> null);
  }

  private ConnectionStatus statusOf(ConnectionHolder holder, SharedAccess access, long reconnects) {
    return new ConnectionStatus(
        holder.state(),
        holder.lastFailure(),
        access.sinceLastSuccess(),
        reconnects,
        access.inFlight(),
        config.commandQueue(),
        config.maxConnections(),
        inUse(),
        leases.leased(),
        leases.waiting());
  }

  private int inUse() {
    long own =
        Stream.of(mainHolder, probeHolder, probeWriteHolder)
            .filter(holder -> holder.state() == State.CONNECTED)
            .count();
    boolean reading = reads.filter(StaleReads::connected).isPresent();
    return leases.leased() + (int) own + (reading ? 1 : 0);
  }

  /** The same Redis through two connections of its own: a write held back stops no read. */
  private final class Probe implements RedisProbe {

    @Override
    public List<Shard> shards() {
      return probe.shards();
    }

    @Override
    public <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation) {
      return main.suspected(probe.at(shard, operation));
    }

    @Override
    public <T> CompletionStage<T> required(RedisOperation<T> operation) {
      return main.suspected(probe.required(operation));
    }

    @Override
    public <T> CompletionStage<T> requiredWrite(RedisOperation<T> operation) {
      return probeWrites.required(operation);
    }

    @Override
    public <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
      return probe.optional(operation);
    }

    @Override
    public <T> CompletionStage<T> managed(String key, LeasedOperation<T> operation) {
      return LettuceConnector.this.managed(key, operation);
    }

    @Override
    public ConnectionStatus status() {
      long reconnects = probeHolder.reconnects() + probeWriteHolder.reconnects();
      boolean writes =
          probeHolder.state() == State.CONNECTED && probeWriteHolder.state() != State.IDLE;
      return writes
          ? statusOf(probeWriteHolder, probeWrites, reconnects)
          : statusOf(probeHolder, probe, reconnects);
    }
  }
}
