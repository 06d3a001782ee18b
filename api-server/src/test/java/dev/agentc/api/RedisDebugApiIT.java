package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.redis.testing.TestedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One endpoint for each way to get at Redis: what each says with Redis there and away. */
class RedisDebugApiIT {

  @RegisterExtension static final TestedRedis redis = TestedRedis.create();

  private Operations operations;

  @BeforeEach
  void start() {
    redis.reset();
    operations = Operations.of(redis.settings());
  }

  @AfterEach
  void stop() {
    operations.close();
  }

  @Test
  void status() {
    Answer answer = operations.api.get("/debug/redis/status");

    assertThat(answer.json().propertyNames())
        .containsExactly("connected", "server_info", "error", "host", "port", "db");
    assertThat(answer.json().at("/server_info").propertyNames())
        .containsExactly(
            "redis_version",
            "redis_mode",
            "used_memory_human",
            "connected_clients",
            "uptime_in_seconds");
    assertThat(answer.json().at("/connected").asBoolean()).isTrue();
    assertThat(answer.json().at("/error").isNull()).isTrue();
  }

  @Test
  void required_andOptional_redisThere() {
    for (String path : new String[] {"ping", "ping-optional"}) {
      Answer answer = operations.api.get("/debug/redis/" + path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"status\":\"success\",\"ping\":\"PONG\"}");
    }
  }

  @Test
  void managed_aTestKeyLivesUnderThePrefixForFiveMinutes() {
    Answer set =
        operations.api.send("POST", "/debug/redis/test-set/a%2Fb?value=%C3%A4%20b", new byte[0]);

    assertThat(set.status()).isEqualTo(200);
    assertThat(set.body())
        .isEqualTo("{\"status\":\"success\",\"key\":\"a/b\",\"value\":\"ä b\",\"result\":\"OK\"}");
    assertThat(redis.cli("GET", "agentc:test:a/b")).isEqualTo("ä b");
    assertThat(Long.parseLong(redis.cli("TTL", "agentc:test:a/b"))).isBetween(290L, 300L);
    assertThat(operations.api.get("/api/v2/debug/redis/test-get/a%2Fb").body())
        .isEqualTo("{\"status\":\"success\",\"key\":\"a/b\",\"value\":\"ä b\"}");
  }

  @Test
  void nothingButTestKeys_canBeReadOrWritten() {
    redis.cli("SET", "agentc:secret", "x");

    for (String key : new String[] {"secret", "agentc:secret", "..%2Fsecret", "%3Asecret"}) {
      Answer answer = operations.api.get("/debug/redis/test-get/" + key);
      assertThat(answer.json().at("/value").isNull()).isTrue();
      operations.api.send("POST", "/debug/redis/test-set/" + key + "?value=y", new byte[0]);
    }

    assertThat(redis.cli("GET", "agentc:secret")).isEqualTo("x");
    assertThat(redis.cli("KEYS", "*").lines().filter(key -> !key.equals("agentc:secret")))
        .allSatisfy(key -> assertThat(key).matches("agentc:(test|health):.*"));
  }

  @Test
  void testSet_withoutAValue_orWithALongKey_isRefused() {
    String tooLong = "k".repeat(129);

    assertThat(operations.api.send("POST", "/debug/redis/test-set/a", new byte[0]).json())
        .isEqualTo(RunningApi.invalid("value", "is required"));
    assertThat(operations.api.get("/debug/redis/test-get/" + tooLong).json())
        .isEqualTo(RunningApi.invalid("key", "must have 1 to 128 characters: had 129"));
  }

  @Test
  void theSessionRepository_redisThere() {
    for (String path :
        new String[] {"session-repository-test", "session-repository-optional-test"}) {
      Answer answer = operations.api.get("/debug/redis/" + path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.json().propertyNames())
          .containsExactly("status", "message", "repository_type");
      assertThat(answer.text("/repository_type")).isEqualTo("RedisSessionRepository");
    }
  }

  @Test
  void redisAway_requiredAndManagedAreA503_optionalSaysSo() {
    redis.kill();
    operations.await("/debug/redis/ping", answer -> answer.status() == 503);

    assertThat(operations.api.get("/debug/redis/ping").text("/detail/error_code"))
        .isEqualTo("REDIS_UNAVAILABLE");
    assertThat(operations.api.get("/debug/redis/session-repository-test").status()).isEqualTo(503);
    assertThat(operations.api.send("POST", "/debug/redis/test-set/a?value=b", new byte[0]).status())
        .isEqualTo(503);
    for (String path : new String[] {"ping-optional", "session-repository-optional-test"}) {
      Answer answer = operations.api.get("/debug/redis/" + path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"status\":\"unavailable\",\"message\":\"Redis is not available\"}");
    }
    Answer status = operations.api.get("/debug/redis/status");
    assertThat(status.status()).isEqualTo(200);
    assertThat(status.json().at("/connected").asBoolean()).isFalse();
    assertThat(status.json().at("/server_info").isNull()).isTrue();
    assertThat(status.text("/error")).isNotEmpty();
  }

  @Test
  void onAPublicAddress_nothingWrites_unlessToldTo_andOffIsOff() {
    assertThat(testSet("0.0.0.0", DebugMode.AUTO)).isEqualTo(404);
    assertThat(testSet("0.0.0.0", DebugMode.ON)).isEqualTo(200);
    assertThat(testSet(ApiConfig.LOOPBACK, DebugMode.AUTO)).isEqualTo(200);
    assertThat(testSet(ApiConfig.LOOPBACK, DebugMode.OFF)).isEqualTo(404);
    try (Operations off = Operations.on(redis.settings(), ApiConfig.LOOPBACK, DebugMode.OFF)) {
      assertThat(off.api.get("/debug/redis/ping").status()).isEqualTo(404);
      assertThat(off.api.get("/debug/health/redis").status()).isEqualTo(404);
      assertThat(off.api.get("/health").status()).isEqualTo(200);
    }
  }

  private static int testSet(String host, DebugMode mode) {
    try (Operations with = Operations.on(redis.settings(), host, mode)) {
      return with.api.send("POST", "/debug/redis/test-set/a?value=b", new byte[0]).status();
    }
  }
}
