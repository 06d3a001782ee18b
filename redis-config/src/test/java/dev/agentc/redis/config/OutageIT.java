package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.ConnectionStatus.State;
import dev.agentc.redis.config.RedisFailure.Outcome;
import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G1 and G2: down at the start, and away in between. */
class OutageIT {

  @RegisterExtension final RedisExtension redis = RedisExtension.builder().startStopped().build();

  @Test
  void create_redisDown_doesNothing() {
    int before = Thread.activeCount();

    try (RedisConnector connector = connector(redis)) {
      assertThat(connector.status().state()).isEqualTo(State.IDLE);
      // Fewer, when a thread of an earlier test ends meanwhile.
      assertThat(Thread.activeCount()).isLessThanOrEqualTo(before);
    }
  }

  @Test
  void required_redisDown_failsAtOnce_and_optional_isEmpty() {
    try (RedisConnector connector = connector(redis)) {
      ConnectionStatus status = get(connector.connect());

      assertThat(status.state()).isEqualTo(State.CONNECTING);
      assertThat(status.lastFailure()).containsInstanceOf(RedisFailure.Unavailable.class);
      CompletableFuture<String> required = ping(connector).toCompletableFuture();
      assertThat(required).isCompletedExceptionally();
      assertThat(failure(required))
          .isInstanceOfSatisfying(
              RedisFailure.Unavailable.class,
              down -> assertThat(down.outcome()).isEqualTo(Outcome.NOT_EXECUTED));
      assertThat(connector.optional(commands -> commands.ping()).toCompletableFuture())
          .isCompletedWithValueMatching(answer -> answer.isEmpty());
    }
  }

  @Test
  void redisAppearsLate_connectsByItself() {
    try (RedisConnector connector = connector(redis)) {
      assertThat(get(connector.connect()).connected()).isFalse();

      redis.start();

      within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void redisRestarts_recoversByItself() {
    redis.start();
    try (RedisConnector connector = connected(redis)) {
      assertThat(get(ping(connector))).isEqualTo("PONG");

      redis.kill();
      within(SLACK).until(() -> !connector.status().connected());
      assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.Unavailable.class);
      redis.start();

      within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
      assertThat(get(ping(connector))).isEqualTo("PONG");
      assertThat(connector.status().reconnects()).isEqualTo(1);
    }
  }

  @Test
  void hundredThousandCommandsWhileDown_leaveNothingBehind() {
    redis.start();
    try (RedisConnector connector = connected(redis)) {
      redis.kill();
      within(SLACK).until(() -> !connector.status().connected());
      long before = usedHeap();

      for (int i = 0; i < 100_000; i++) {
        assertThat(ping(connector).toCompletableFuture()).isCompletedExceptionally();
      }

      assertThat(connector.status().commandsInFlight()).isZero();
      assertThat(usedHeap() - before).isLessThan(16L << 20);
    }
  }

  @Test
  void validateConnection_tellsWhatTheServerIs() {
    redis.start();
    try (RedisConnector connector = connector(redis)) {
      ServerReport report = get(connector.validateConnection());

      assertThat(report.version()).matches("\\d+\\..*");
      assertThat(report.mode()).isEqualTo("standalone");
      assertThat(report.role()).isEqualTo("master");
      assertThat(report.usedMemoryBytes()).isPresent();
      assertThat(report.connectedClients()).isPresent();
      assertThat(report.uptime()).isPresent();
    }
  }

  @Test
  void close_refusesAndEnds() {
    redis.start();
    RedisConnector connector = connected(redis);
    awaitConnected(connector);

    connector.close();
    connector.close();

    assertThat(connector.status().state()).isEqualTo(State.CLOSED);
    assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.Unavailable.class);
  }

  private static long usedHeap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
