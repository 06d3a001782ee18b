package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import dev.agentc.redis.testing.RedisExtension;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G5: a command that was in flight when the connection broke is not sent again. */
class NoReplayIT {

  private static final int COMMANDS = 20;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void connectionBreaksInFlight_eachCommandRunsAtMostOnce_andIsUnknown() {
    redis.reset();
    try (RedisConnector connector = connected(redis, "REDIS_SOCKET_TIMEOUT", "0.5")) {
      redis.pause();
      List<CompletionStage<Long>> all = increment(connector);
      // The watchdog gives the connection up; the server still runs what it received on it.
      all.forEach(
          stage ->
              assertThat(failure(stage))
                  .isInstanceOfSatisfying(
                      RedisFailure.class,
                      failure -> assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN)));
      redis.resume();

      within(SLACK.multipliedBy(2)).until(() -> connector.status().connected());
      get(ping(connector));
      for (int i = 0; i < COMMANDS; i++) {
        assertThat(redis.cli("GET", "counter:" + i)).isIn("1", "(nil)");
      }
    }
  }

  @Test
  void serverClosesTheConnectionInFlight_eachCommandRunsAtMostOnce() {
    redis.reset();
    try (RedisConnector connector = connected(redis)) {
      List<CompletionStage<Long>> all = increment(connector);
      redis.cli("CLIENT", "KILL", "TYPE", "normal");

      for (CompletionStage<Long> stage : all) {
        stage.exceptionally(thrown -> null).toCompletableFuture().join();
      }
      within(SLACK.multipliedBy(2)).until(() -> connector.status().connected());
      get(ping(connector));
      for (int i = 0; i < COMMANDS; i++) {
        assertThat(redis.cli("GET", "counter:" + i)).isIn("1", "(nil)");
      }
    }
  }

  private static List<CompletionStage<Long>> increment(RedisConnector connector) {
    List<CompletionStage<Long>> all = new ArrayList<>();
    for (int i = 0; i < COMMANDS; i++) {
      String key = "counter:" + i;
      all.add(
          connector.required(
              commands ->
                  commands.eval(
                      "return redis.call('INCR', KEYS[1])",
                      ScriptOutputType.INTEGER,
                      new String[] {key})));
    }
    return all;
  }
}
