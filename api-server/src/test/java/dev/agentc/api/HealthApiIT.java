package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.api.HttpCalls.Answer;
import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Section 5 of the contract on the whole program, with Redis well, ill, hung and away. */
class HealthApiIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  /** The budget, and what a busy machine adds. */
  private static final Duration BUDGET = Duration.ofMillis(500).plusMillis(500);

  private static final String[] CHECK = {
    "status", "connected", "host", "port", "latency_ms", "error"
  };

  private static ServerProcess server;
  private static HttpCalls http;

  @BeforeAll
  static void start() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("HEALTH_CACHE", "0.1");
    settings.put("API_SHUTDOWN_NOTICE", "0");
    server = ServerProcess.run(settings);
    http = new HttpCalls(server.url());
    // The first look of a cold program on a busy machine may not keep the budget.
    await().until(() -> http.get("/health").text("/status").equals("healthy"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void wellAgain() {
    redis.reset();
    await().until(() -> http.get("/health").text("/status").equals("healthy"));
  }

  @Test
  void redisWell_shapesAreThoseOfTheContract() {
    for (String base : List.of("", "/api/v2")) {
      Answer health = http.get(base + "/health");
      assertThat(health.status()).isEqualTo(200);
      assertThat(health.json().propertyNames())
          .containsExactly("status", "timestamp", "version", "services");
      assertThat(health.text("/status")).isEqualTo("healthy");
      assertThat(health.text("/version")).isEqualTo("2.0");
      assertIsNow(health);
      assertIsWell(health.json().at("/services/redis"));

      Answer ready = http.get(base + "/health/ready");
      assertThat(ready.status()).isEqualTo(200);
      assertThat(ready.json().propertyNames())
          .containsExactly("ready", "status", "timestamp", "checks");
      assertThat(ready.json().get("ready").booleanValue()).isTrue();
      assertThat(ready.text("/status")).isEqualTo("ready");
      assertIsNow(ready);
      assertIsWell(ready.json().at("/checks/redis"));

      Answer live = http.get(base + "/health/live");
      assertThat(live.status()).isEqualTo(200);
      assertThat(live.json().propertyNames())
          .containsExactly("alive", "status", "timestamp", "version");
      assertThat(live.json().get("alive").booleanValue()).isTrue();
      assertThat(live.text("/status")).isEqualTo("alive");
      assertIsNow(live);
    }
    assertThat(http.send("HEAD", "/health", "").status()).isEqualTo(200);
    assertThat(http.send("POST", "/health", "").status()).isEqualTo(405);
  }

  @Test
  void live_neverTouchesRedis() {
    await()
        .untilAsserted(
            () -> {
              redis.resetCounts();
              for (int i = 0; i < 100; i++) {
                assertThat(http.get("/health/live").status()).isEqualTo(200);
              }
              assertThat(redis.commandCounts()).isEmpty();
            });
  }

  @Test
  void redisReadOnly_isDegradedAndServes() {
    redis.makeReadOnly();

    await().until(() -> http.get("/health").text("/status").equals("degraded"));
    assertThat(http.get("/health").status()).isEqualTo(200);
    Answer ready = http.get("/health/ready");
    assertThat(ready.status()).isEqualTo(200);
    assertThat(ready.text("/status")).isEqualTo("ready");
    assertThat(ready.text("/checks/redis/status")).isEqualTo("degraded");
    assertThat(ready.json().at("/checks/redis/connected").booleanValue()).isTrue();
    assertThat(ready.text("/checks/redis/error")).isNotBlank();
  }

  @Test
  void redisHung_isNotReady_withinTheBudget() {
    redis.pause();
    try {
      await().until(() -> http.get("/health/ready").status() == 503);
      for (int i = 0; i < 5; i++) {
        assertIsDown(http.get("/health"), http.get("/health/ready"));
        Answer live = http.get("/health/live");
        assertThat(live.status()).isEqualTo(200);
        assertThat(live.took()).isLessThan(BUDGET);
      }
    } finally {
      redis.resume();
    }
  }

  @Test
  void redisGone_isNotReady_andReadyAgainWhenItIsBack() {
    redis.kill();
    try {
      await().until(() -> http.get("/health/ready").status() == 503);
      Answer health = http.get("/health");
      Answer ready = http.get("/health/ready");
      assertIsDown(health, ready);
      assertThat(health.json().at("/services/redis/connected").booleanValue()).isFalse();
      assertThat(health.json().at("/services/redis/latency_ms").isNull()).isTrue();
      assertThat(health.body() + ready.body())
          .doesNotContain("Exception", "refused", "Connection", "lettuce", "netty", "at dev.");
      assertThat(http.get("/health/live").status()).isEqualTo(200);
    } finally {
      redis.start();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(http.get("/health/ready").status()).isEqualTo(200));
  }

  private static void assertIsDown(Answer health, Answer ready) {
    assertThat(health.status()).isEqualTo(503);
    assertThat(health.text("/status")).isIn("unhealthy", "error");
    assertThat(health.took()).isLessThan(BUDGET);
    assertThat(health.json().at("/services/redis").propertyNames()).containsExactly(CHECK);
    assertThat(health.text("/services/redis/error")).isNotBlank();
    assertThat(ready.status()).isEqualTo(503);
    assertThat(ready.json().get("ready").booleanValue()).isFalse();
    assertThat(ready.text("/status")).isEqualTo("not_ready");
    assertThat(ready.took()).isLessThan(BUDGET);
    assertThat(ready.json().at("/checks/redis").propertyNames()).containsExactly(CHECK);
  }

  private static void assertIsWell(JsonNode check) {
    assertThat(check.propertyNames()).containsExactly(CHECK);
    assertThat(check.get("status").asString()).isEqualTo("healthy");
    assertThat(check.get("connected").booleanValue()).isTrue();
    assertThat(check.get("host").asString()).isEqualTo(redis.host());
    assertThat(check.get("port").asInt()).isEqualTo(redis.port());
    assertThat(check.get("latency_ms").isNumber()).isTrue();
    assertThat(check.get("error").isNull()).isTrue();
  }

  /** Epoch seconds, as a float. */
  private static void assertIsNow(Answer answer) {
    JsonNode timestamp = answer.json().get("timestamp");
    assertThat(timestamp.isNumber() && !timestamp.isIntegralNumber()).isTrue();
    assertThat(timestamp.doubleValue())
        .isBetween(
            Instant.now().minusSeconds(60).toEpochMilli() / 1000.0,
            Instant.now().plusSeconds(1).toEpochMilli() / 1000.0);
  }
}
