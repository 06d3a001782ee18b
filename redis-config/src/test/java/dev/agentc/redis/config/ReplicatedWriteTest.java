package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** When the WAIT fails the write is done: nobody may be told that it is not. */
class ReplicatedWriteTest {

  /** As the lease tells it its caller. */
  private static Throwable whenTheWaitFailsWith(RuntimeException thrown) {
    return FailureClassifier.ofCommand(failure(written(CompletableFuture.failedFuture(thrown))));
  }

  private static CompletionStage<String> written(CompletionStage<Long> reached) {
    RedisOperation<String> write = commands -> CompletableFuture.completedFuture("OK");
    return new ReplicatedWrite<>(write, 1, Duration.ofSeconds(1)).apply(new FakeLease(reached));
  }

  @Test
  void enoughReplicas_theValue() {
    assertThat(get(written(CompletableFuture.completedFuture(1L)))).isEqualTo("OK");
  }

  @Test
  void connectionLostBeforeTheWait_isUnavailable_outcomeUnknown() {
    assertThat(whenTheWaitFailsWith(new RedisException("Currently not connected. Rejected.")))
        .isInstanceOfSatisfying(
            RedisFailure.Unavailable.class,
            failure -> assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN));
  }

  @Test
  void primaryBecameAReplicaDuringTheWait_isNoReplicas_outcomeUnknown_andAnotherServerMayHelp() {
    Throwable failure =
        whenTheWaitFailsWith(
            new RedisCommandExecutionException("UNBLOCKED force unblock from blocking operation"));

    assertThat(failure)
        .isInstanceOfSatisfying(
            RedisFailure.NoReplicas.class,
            known -> assertThat(known.outcome()).isEqualTo(Outcome.UNKNOWN));
    assertThat(FailureClassifier.elsewhereMayHelp(failure)).isTrue();
  }

  @Test
  void noReplyToTheWait_isTimedOut() {
    assertThat(whenTheWaitFailsWith(new RedisCommandTimeoutException("late")))
        .isInstanceOf(RedisFailure.TimedOut.class);
  }

  private record FakeLease(CompletionStage<Long> reached) implements LeasedConnection {

    @Override
    public CompletionStage<StatefulRedisConnection<String, byte[]>> serverOf(String key) {
      throw new UnsupportedOperationException();
    }

    /** The write needs none. */
    @Override
    @SuppressWarnings("NullAway")
    public CompletionStage<RedisClusterAsyncCommands<String, byte[]>> commands() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Long> replicated(int replicas, Duration timeout) {
      return reached;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public CompletionStage<Boolean> settle() {
      return CompletableFuture.completedFuture(true);
    }

    @Override
    public CompletionStage<Void> closeAsync() {
      return CompletableFuture.completedFuture(null);
    }
  }
}
