package dev.agentc.redis.config;

import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Who is told of what a connector does. Costs one read of a field while there is nobody. */
final class Observers implements CommandLatencyRecorder {

  private static final RedisObserver[] NOBODY = {};
  private static final String SUCCESS = "success";

  private volatile RedisObserver[] all = NOBODY;

  synchronized void add(RedisObserver observer) {
    RedisObserver[] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = observer;
    all = more;
  }

  /** Lettuce asks when it makes a connection. */
  @Override
  public boolean isEnabled() {
    return all != NOBODY;
  }

  @Override
  public void recordCommandLatency(
      SocketAddress local,
      SocketAddress remote,
      RedisCommand<?, ?, ?> command,
      long firstResponseLatency,
      long completionLatency) {
    CommandOutput<?, ?, ?> output = command.getOutput();
    replied(command.getType(), output != null && output.hasError(), completionLatency);
  }

  @Override
  public void recordCommandLatency(
      SocketAddress local,
      SocketAddress remote,
      ProtocolKeyword type,
      long firstResponseLatency,
      long completionLatency) {
    replied(type, false, completionLatency);
  }

  private void replied(ProtocolKeyword type, boolean error, long nanos) {
    String name = type instanceof CommandType known ? known.name() : "OTHER";
    for (RedisObserver observer : all) {
      observer.replied(name, error, nanos);
    }
  }

  /** Begins to time; zero while there is nobody to tell. */
  long begin() {
    return all == NOBODY ? 0 : System.nanoTime();
  }

  /** The same stage: its end is told, too, if it was timed. */
  <T> CompletionStage<T> watchPlain(
      RedisObserver.Access access, long begun, CompletionStage<T> stage) {
    if (begun != 0) {
      var unused =
          stage.whenComplete(
              (value, thrown) ->
                  ended(
                      access,
                      thrown == null ? SUCCESS : failed(thrown),
                      System.nanoTime() - begun));
    }
    return stage;
  }

  /** The same; empty without a connection means that it was not there. */
  <T> CompletionStage<Optional<T>> watchOptional(
      RedisObserver.Access access,
      long begun,
      CompletionStage<Optional<T>> stage,
      RedisAccess redis) {
    if (begun != 0) {
      var unused =
          stage.whenComplete(
              (value, thrown) -> {
                String outcome = thrown != null ? failed(thrown) : there(value, redis);
                ended(access, outcome, System.nanoTime() - begun);
              });
    }
    return stage;
  }

  private void ended(RedisObserver.Access access, String outcome, long nanos) {
    for (RedisObserver observer : all) {
      observer.ended(access, outcome, nanos);
    }
  }

  /** A reply may be empty, too. */
  private static String there(Optional<?> value, RedisAccess redis) {
    return value.isPresent() || redis.status().connected() ? SUCCESS : "unavailable";
  }

  private static String failed(Throwable thrown) {
    return FailureClassifier.unwrap(thrown) instanceof RedisFailure failure
        ? failure.kind()
        : "other";
  }
}
