package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a registry of the application's own sees of a connector. */
class RedisMetricsIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void commandsAndOperations_byOutcome() {
    try (RedisConnector connector = observed()) {
      get(connector.connect());
      get(ping(connector));
      get(connector.optional(commands -> commands.get("nothing")));
      get(connector.managed(commands -> commands.ping()));
      redis.makeReadOnly();
      assertThat(failure(connector.required(commands -> commands.set("k", bytes("v")))))
          .isInstanceOf(RedisFailure.ReadOnly.class);

      Awaitility.await().until(() -> commands("SET", "error") == 1);
      assertThat(commands("PING", "success")).isEqualTo(2);
      assertThat(commands("GET", "success")).isEqualTo(1);
      assertThat(operations("required", "success")).isEqualTo(1);
      assertThat(operations("managed", "success")).isEqualTo(1);
      assertThat(operations("optional", "success")).isEqualTo(1);
      assertThat(operations("required", "read_only")).isEqualTo(1);
    }
  }

  @Test
  void redisGone_operationsAreCountedAsUnavailable() {
    try (RedisConnector connector = observed()) {
      get(connector.connect());
      redis.kill();
      Awaitility.await().until(() -> !connector.status().connected());

      failure(ping(connector));
      get(connector.optional(commands -> commands.ping()));

      assertThat(operations("required", "unavailable")).isEqualTo(1);
      assertThat(operations("optional", "unavailable")).isEqualTo(1);
      assertThat(gauge("agentc.redis.connected")).isZero();
    }
  }

  @Test
  void readingThem_sendsNothing() {
    try (RedisConnector connector = observed()) {
      get(connector.connect());
      assertThat(gauge("agentc.redis.last.success.age")).isNaN();
      get(ping(connector));
      redis.resetCounts();

      registry.getMeters().forEach(meter -> meter.measure().forEach(each -> each.getValue()));

      assertThat(redis.commandCounts()).isEqualTo(Map.of());
      assertThat(gauge("agentc.redis.connected")).isEqualTo(1);
      assertThat(gauge("agentc.redis.commands.limit")).isEqualTo(10_000);
      assertThat(gauge("agentc.redis.connections.limit")).isEqualTo(50);
      assertThat(gauge("agentc.redis.last.success.age")).isBetween(0.0, 10.0);
      assertThat(registry.getMeters()).extracting(Meter::getId).isNotEmpty();
    }
  }

  @Test
  void withoutAnObserver_nothingIsTimed() {
    Observers observers = new Observers();

    assertThat(observers.isEnabled()).isFalse();
    assertThat(observers.begin()).isZero();
  }

  private RedisConnector observed() {
    RedisConnector connector = connector(redis);
    new RedisMetrics(connector).bindTo(registry);
    return connector;
  }

  private long commands(String command, String outcome) {
    return registry
        .find("agentc.redis.command")
        .tags("command", command, "outcome", outcome)
        .timers()
        .stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private long operations(String access, String outcome) {
    return registry
        .find("agentc.redis.operation")
        .tags("access", access, "outcome", outcome)
        .timers()
        .stream()
        .mapToLong(timer -> timer.count())
        .sum();
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
