package dev.agentc.redis.config;

import dev.agentc.redis.config.ConnectionStatus.State;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Runs operations on one shared connection: gives each a deadline, turns its failure into a {@link
 * RedisFailure} and tells the watchdog.
 */
final class SharedAccess {

  /**
   * How much later than a command's own timeout an operation ends: that one tells more, so it comes
   * first; within the promised 100 ms.
   */
  static final Duration GRACE = Duration.ofMillis(40);

  private final RedisConfig config;
  private final ConnectionHolder holder;
  private final LettuceRuntime runtime;
  private final LongSupplier nanoTime;
  private final Watchdog watchdog;
  private final InFlight inFlight = new InFlight();
  private volatile long lastSuccess;
  private volatile boolean succeeded;

  SharedAccess(
      RedisConfig config, ConnectionHolder holder, LettuceRuntime runtime, LongSupplier nanoTime) {
    this.config = config;
    this.holder = holder;
    this.runtime = runtime;
    this.nanoTime = nanoTime;
    this.watchdog = new Watchdog(nanoTime);
  }

  List<Shard> shards() {
    Link link = holder.link();
    return link == null ? List.of(Shard.ALL) : link.shards();
  }

  /** On the server of a shard. */
  <T> CompletionStage<T> at(Shard shard, RedisOperation<T> operation) {
    return onLink(link -> link.at(shard, operation));
  }

  <T> CompletionStage<T> required(RedisOperation<T> operation) {
    return onLink(link -> operation.on(link.commands()));
  }

  private <T> CompletionStage<T> onLink(Function<Link, CompletionStage<T>> operation) {
    if (!inFlight.enter()) {
      return CompletableFuture.failedFuture(ConnectionHolder.closed());
    }
    Link link = holder.link();
    if (link == null) {
      inFlight.leave();
      return CompletableFuture.failedFuture(holder.whyDown());
    }
    return run(link, operation);
  }

  <T> CompletionStage<Optional<T>> optional(RedisOperation<T> operation) {
    CompletableFuture<Optional<T>> result = new CompletableFuture<>();
    required(operation)
        .whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                result.complete(Optional.ofNullable(value));
              } else if (FailureClassifier.neverSent(thrown)) {
                result.complete(Optional.empty());
              } else {
                result.completeExceptionally(thrown);
              }
            });
    return result;
  }

  int inFlight() {
    return inFlight.count();
  }

  Optional<Duration> sinceLastSuccess() {
    return succeeded
        ? Optional.of(Duration.ofNanos(nanoTime.getAsLong() - lastSuccess))
        : Optional.empty();
  }

  /** Refuses operations from now on; completes when those under way have ended. */
  CompletionStage<Void> drain() {
    return inFlight.drain();
  }

  private <T> CompletionStage<T> run(Link link, Function<Link, CompletionStage<T>> operation) {
    CompletableFuture<T> ended = new CompletableFuture<>();
    issue(link, operation)
        .whenComplete(
            (value, thrown) -> {
              if (thrown == null) {
                succeeded();
                ended.complete(value);
              } else {
                Throwable failure = holder.explained(link, FailureClassifier.ofCommand(thrown));
                judge(link, failure);
                ended.completeExceptionally(failure);
              }
            });
    if (!ended.isDone()) {
      runtime.onLate(
          ended,
          config.commandTimeout().plus(GRACE),
          () ->
              ended.completeExceptionally(
                  new RedisFailure.TimedOut(
                      "the operation did not end within the command timeout", null)));
    }
    CompletionStage<T> counted = ended.whenComplete((value, thrown) -> inFlight.leave());
    return handedOut(counted);
  }

  /** Not the stage itself: its caller may complete or cancel what it gets, which must not count. */
  private static <T> CompletionStage<T> handedOut(CompletionStage<T> stage) {
    CompletableFuture<T> result = new CompletableFuture<>();
    stage.whenComplete(
        (value, thrown) -> {
          if (thrown == null) {
            result.complete(value);
          } else {
            result.completeExceptionally(FailureClassifier.unwrap(thrown));
          }
        });
    return result;
  }

  private static <T> CompletionStage<T> issue(
      Link link, Function<Link, CompletionStage<T>> operation) {
    try {
      CompletionStage<T> stage = operation.apply(link);
      return stage != null
          ? stage
          : CompletableFuture.failedFuture(
              new NullPointerException("the operation returned no stage"));
    } catch (Throwable thrown) {
      return CompletableFuture.failedFuture(thrown);
    }
  }

  private void succeeded() {
    watchdog.replied();
    lastSuccess = nanoTime.getAsLong();
    succeeded = true;
  }

  /** For what ran on a connection of its own: its refusals say something about the server, too. */
  <T> CompletionStage<T> judged(CompletionStage<T> leased) {
    leased.whenComplete(
        (value, thrown) -> {
          Link link = holder.link();
          if (thrown != null
              && link != null
              && !(thrown instanceof RedisFailure.TimedOut && !link.healsItself())) {
            judge(link, thrown);
          }
        });
    return leased;
  }

  /**
   * For what a probe met with on its own connections: the nodes of a cluster that are lost to it
   * are lost to this connection too, which has no other way to know while it is idle.
   */
  <T> CompletionStage<T> suspected(CompletionStage<T> probed) {
    probed.whenComplete(
        (value, thrown) -> {
          Link link = holder.state() == State.CONNECTED ? holder.link() : null;
          if (link != null && link.healsItself() && thrown instanceof RedisFailure known) {
            link.suspect(known);
          }
        });
    return probed;
  }

  private void judge(Link link, Throwable failure) {
    if (!(failure instanceof RedisFailure known)) {
      return;
    }
    if (link.healsItself()) {
      link.suspect(known);
      return;
    }
    switch (watchdog.failed(known)) {
      case REPLACE -> holder.replace(link, known);
      case REFRESH -> holder.refresh(link, known, config.commandTimeout());
      case KEEP -> {}
    }
  }
}
