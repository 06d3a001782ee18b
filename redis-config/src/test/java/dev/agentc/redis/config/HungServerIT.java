package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G3: a server that accepts and does not answer. */
class HungServerIT {

  private static final Duration TIMEOUT = Duration.ofMillis(500);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private RedisConnector connector;

  @BeforeEach
  void connect() {
    redis.reset();
    connector = connected(redis, "REDIS_SOCKET_TIMEOUT", "0.5", "REDIS_CONNECTION_TIMEOUT", "1");
  }

  @AfterEach
  void close() {
    redis.resume();
    connector.close();
  }

  @Test
  void stopped_everyFutureEnds_connectionIsReplaced_andComesBack() {
    redis.pause();
    List<CompletableFuture<?>> all = offer(50);

    within(TIMEOUT.plus(SLACK))
        .untilAsserted(() -> assertThat(all).allMatch(CompletableFuture::isDone));
    within(SLACK).until(() -> !connector.status().connected());
    assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.Unavailable.class);
    redis.resume();

    within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
    assertThat(get(ping(connector))).isEqualTo("PONG");
    assertThat(connector.status().reconnects()).isPositive();
  }

  @Test
  void clientPause_everyFutureEnds_andServiceComesBack() {
    redis.cli("CLIENT", "PAUSE", "2500", "ALL");
    List<CompletableFuture<?>> all = offer(50);

    within(TIMEOUT.plus(SLACK))
        .untilAsserted(() -> assertThat(all).allMatch(CompletableFuture::isDone));

    within(Duration.ofSeconds(5).plus(SLACK))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(get(ping(connector))).isEqualTo("PONG"));
  }

  @Test
  void fewerTimeoutsThanThree_keepTheConnection() {
    redis.pause();
    List<CompletableFuture<?>> all = offer(Watchdog.TIMEOUTS_IN_A_ROW - 1);
    within(TIMEOUT.plus(SLACK))
        .untilAsserted(() -> assertThat(all).allMatch(CompletableFuture::isDone));
    assertThat(failure(all.get(0))).isInstanceOf(RedisFailure.TimedOut.class);
    redis.resume();

    assertThat(get(ping(connector))).isEqualTo("PONG");
    assertThat(connector.status().reconnects()).isZero();
  }

  @Test
  void operationOfSeveralCommands_endsByOneDeadline() {
    CompletionStage<String> slow =
        connector.required(
            commands -> commands.ping().thenCompose(pong -> new CompletableFuture<String>()));

    assertThat(failure(slow)).isInstanceOf(RedisFailure.TimedOut.class);
    assertThat(connector.status().connected()).isTrue();
    assertThat(connector.status().commandsInFlight()).isZero();
  }

  @Test
  void callerCancels_nothingElseBreaks() {
    redis.pause();
    CompletableFuture<String> cancelled = ping(connector).toCompletableFuture();
    CompletableFuture<String> other = ping(connector).toCompletableFuture();
    cancelled.cancel(true);
    redis.resume();

    assertThat(get(other)).isEqualTo("PONG");
    within(SLACK).until(() -> connector.status().commandsInFlight() == 0);
  }

  @Test
  void probe_isNotBehindTheSharedConnection() {
    assertThat(get(connector.probe().optional(commands -> commands.ping()))).isEmpty();
    within(SLACK).until(() -> connector.probe().status().connected());

    // Blocks the shared connection, which is why nobody else may do this.
    CompletionStage<?> blocked =
        connector.required(commands -> commands.blpop(0.4, "nothing-there"));

    assertThat(get(ping(connector.probe()))).isEqualTo("PONG");
    assertThat(blocked.toCompletableFuture()).isNotDone();
    get(blocked);
  }

  private List<CompletableFuture<?>> offer(int count) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(ping(connector).toCompletableFuture());
    }
    return all;
  }
}
