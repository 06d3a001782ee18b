package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import dev.agentc.redis.testing.RedisExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is there and refuses: each cause has its own failure. */
class AilingServerIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void readOnly_isTold_andTheConnectionIsMadeAgain_withoutAGap() {
    try (RedisConnector connector = connected(redis)) {
      redis.makeReadOnly();

      for (int i = 0; i < Watchdog.REFUSALS; i++) {
        assertThat(failure(set(connector, "key", "value")))
            .isInstanceOf(RedisFailure.ReadOnly.class);
      }

      within(SLACK).until(() -> connector.status().reconnects() == 1);
      assertThat(get(ping(connector))).isEqualTo("PONG");
      redis.makeWritable();
      assertThat(get(set(connector, "key", "value"))).isEqualTo("OK");
    }
  }

  @Test
  void replicaWithoutItsPrimary_isUnavailable_alsoForOptional() {
    try (RedisConnector connector = connected(redis)) {
      redis.loseMaster();

      assertThat(failure(connector.required(commands -> commands.get("key"))))
          .isInstanceOf(RedisFailure.Unavailable.class);
      assertThat(failure(connector.optional(commands -> commands.get("key"))))
          .isInstanceOf(RedisFailure.Unavailable.class);
    }
  }

  @Test
  void outOfMemory_isTold() {
    try (RedisConnector connector = connected(redis)) {
      redis.outOfMemory(true);

      assertThat(failure(set(connector, "key", "value")))
          .isInstanceOf(RedisFailure.OutOfMemory.class);
    }
  }

  @Test
  void failedPersistence_isTold() {
    try (RedisConnector connector = connected(redis)) {
      redis.failPersistence(true);

      assertThat(failure(set(connector, "key", "value")))
          .isInstanceOf(RedisFailure.PersistenceFailed.class);
    }
  }

  @Test
  void loading_isTold_andEnds() {
    redis.restartLoading();
    try (RedisConnector connector = connector(redis)) {
      get(connector.connect());
      assertThat(failure(set(connector, "key", "value"))).isInstanceOf(RedisFailure.Loading.class);

      redis.finishLoading();

      // Before Redis 7 the fixture has to restart it for that.
      awaitConnected(connector);
      assertThat(get(set(connector, "key", "value"))).isEqualTo("OK");
    }
  }

  @Test
  void fullQueue_isOverloaded_andRecovers() {
    try (RedisConnector connector = connected(redis, "REDIS_COMMAND_QUEUE", "10")) {
      redis.pause();
      List<CompletionStage<String>> all = new ArrayList<>();
      for (int i = 0; i < 15; i++) {
        all.add(ping(connector));
      }

      assertThat(failure(all.get(14)))
          .isInstanceOfSatisfying(
              RedisFailure.Overloaded.class,
              refused -> assertThat(refused.outcome()).isEqualTo(Outcome.NOT_EXECUTED));
      redis.resume();
      assertThat(get(all.get(0))).isEqualTo("PONG");
      within(SLACK).until(() -> connector.status().commandsInFlight() == 0);
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void missingReplicas_failTheWrite_whichHappened() {
    try (RedisConnector connector =
        connected(redis, "REDIS_WRITE_REPLICAS", "1", "REDIS_WRITE_TIMEOUT", "0.1")) {
      CompletionStage<String> write =
          connector.requiredWrite(commands -> commands.set("key", bytes("value")));

      assertThat(failure(write))
          .isInstanceOfSatisfying(
              RedisFailure.NoReplicas.class,
              failure -> assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN));
      assertThat(redis.cli("GET", "key")).isEqualTo("value");
      assertThat(get(set(connector, "key", "no replicas asked for"))).isEqualTo("OK");
    }
  }

  @Test
  void operationThatThrows_failsItsStage_only() {
    try (RedisConnector connector = connected(redis)) {
      CompletionStage<String> thrown =
          connector.required(
              commands -> {
                throw new IllegalStateException("a bug");
              });

      assertThat(failure(thrown)).isInstanceOf(IllegalStateException.class);
      assertThat(failure(connector.required(commands -> null)))
          .isInstanceOf(NullPointerException.class);
      assertThat(connector.status().commandsInFlight()).isZero();
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void wrongType_isUnexpected() {
    redis.cli("SET", "text", "x");
    try (RedisConnector connector = connected(redis)) {
      assertThat(failure(connector.required(commands -> commands.llen("text"))))
          .isInstanceOf(RedisFailure.Unexpected.class);
    }
  }
}
