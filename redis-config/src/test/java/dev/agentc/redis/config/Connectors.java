package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentc.redis.testing.RedisControl;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What the tests of the connector have in common. */
final class Connectors {

  /** Far more than any invariant allows, so that a stage that hangs is a failure, not a wait. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The slack that a loaded machine with two cores gets on top of an invariant's bound. */
  static final Duration SLACK = Duration.ofSeconds(2);

  private Connectors() {}

  /** With settings on top of those that lead to the server. */
  static RedisConnector connector(RedisControl redis, String... namesAndValues) {
    return connector(redis.settings(), namesAndValues);
  }

  static RedisConnector connector(Map<String, String> settings, String... namesAndValues) {
    Map<String, String> all = new HashMap<>(settings);
    for (int i = 0; i < namesAndValues.length; i += 2) {
      all.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return RedisConnectors.create(RedisConfig.from(all));
  }

  static RedisConnector connected(RedisControl redis, String... namesAndValues) {
    RedisConnector connector = connector(redis, namesAndValues);
    awaitConnected(connector);
    return connector;
  }

  static void awaitConnected(RedisConnector connector) {
    var unused = connector.connect();
    within(PATIENCE).until(() -> connector.status().connected());
  }

  /** In the end: on a machine that has much else to do, an attempt may run out of time first. */
  static void failsToConnect(
      RedisConnector connector, Class<? extends RedisFailure> kind, String words) {
    var unused = connector.connect();
    within(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(connector.status().lastFailure())
                  .get()
                  .isInstanceOf(kind)
                  .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                  .hasMessageContaining(words);
              assertThat(failure(ping(connector))).isInstanceOf(kind);
            });
    assertThat(connector.status().connected()).isFalse();
  }

  static ConditionFactory within(Duration limit) {
    return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(limit);
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new AssertionError(failed.getCause());
    } catch (Exception hung) {
      throw new AssertionError("the stage does not end", hung);
    }
  }

  /** The failure of a stage, which must fail. */
  static Throwable failure(CompletionStage<?> stage) {
    Throwable thrown = catchThrowable(() -> get(stage));
    assertThat(thrown).as("a failure of the stage").isNotNull();
    return thrown;
  }

  static CompletionStage<String> ping(RedisAccess access) {
    return access.required(commands -> commands.ping());
  }

  static CompletionStage<String> set(RedisAccess access, String key, String value) {
    return access.required(commands -> commands.set(key, bytes(value)));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
