package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.health.RedisTarget;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.testing.TestedRedis;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The diagnosis over HTTP: section 6 of the API, field by field. */
class DiagnosisApiIT {

  private static final List<String> SERVER_INFO =
      List.of(
          "server_name",
          "redis_version",
          "redis_mode",
          "role",
          "used_memory",
          "used_memory_human",
          "used_memory_peak_human",
          "maxmemory",
          "maxmemory_policy",
          "connected_clients",
          "blocked_clients",
          "uptime_in_seconds",
          "uptime_in_days",
          "total_commands_processed",
          "instantaneous_ops_per_sec",
          "keyspace_hits",
          "keyspace_misses",
          "hit_ratio_percent",
          "expired_keys",
          "evicted_keys",
          "since_previous_look");

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

  @ParameterizedTest
  @CsvSource({"/debug/health/redis", "/api/v2/debug/health/redis"})
  void theWholeDiagnosis(String path) {
    operations.api.get(path);
    JsonNode report = operations.api.get(path).json();

    assertThat(names(report))
        .containsExactly("status", "timestamp", "duration_ms", "topology", "checks", "history");
    assertThat(report.at("/status").asString()).isEqualTo("healthy");
    assertThat(report.at("/topology").asString())
        .isEqualTo(TestedRedis.kind().name().toLowerCase(Locale.ROOT));
    assertThat(report.at("/timestamp").isFloatingPointNumber()).isTrue();
    assertThat(names(report.at("/checks")))
        .containsExactly(
            "connectivity", "performance", "server_info", "connection_pool", "operational");
    assertThat(names(report.at("/history/connectivity")))
        .containsExactly("results", "min_ms", "median_ms", "p99_ms", "flaps");
    assertThat(report.at("/history/connectivity/results").asInt()).isEqualTo(2);
  }

  @Test
  void connectivity() {
    JsonNode details = details("connectivity");

    assertThat(names(details))
        .containsExactly(
            "host",
            "port",
            "db",
            "topology",
            "connected",
            "response_time_ms",
            "tls",
            "authenticated_as");
    assertThat(details.at("/port").asInt())
        .isEqualTo(RedisTarget.of(RedisConfig.from(redis.settings())).port());
    assertThat(details.at("/connected").asBoolean()).isTrue();
    assertThat(details.at("/authenticated_as").asString()).isEqualTo("default");
  }

  @Test
  void performance() {
    JsonNode details = details("performance");

    assertThat(names(details))
        .containsExactly(
            "ping_latency_ms",
            "operation_latency_ms",
            "throughput_ops_per_sec",
            "latency_status",
            "thresholds_ms");
    assertThat(details.at("/thresholds_ms").toString())
        .isEqualTo("{\"excellent\":10,\"good\":50,\"acceptable\":100,\"poor\":500}");
  }

  @Test
  void serverInfo_ratesAlsoSinceThePreviousLook() {
    redis.cli("GET", "nothing");
    details("server-info");
    redis.cli("GET", "nothing");
    redis.cli("GET", "nothing");
    JsonNode details = details("server-info");

    assertThat(names(details)).containsExactlyElementsOf(SERVER_INFO);
    assertThat(details.at("/redis_mode").asString())
        .isEqualTo(TestedRedis.kind() == TestedRedis.Kind.CLUSTER ? "cluster" : "standalone");
    assertThat(details.at("/used_memory").asLong()).isPositive();
    JsonNode since = details.at("/since_previous_look");
    assertThat(names(since))
        .contains("total_commands_processed", "keyspace_hits", "keyspace_misses")
        .contains("expired_keys", "evicted_keys", "hit_ratio_percent", "ops_per_sec");
    assertThat(since.at("/keyspace_misses").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(since.at("/keyspace_misses").asLong())
        .isLessThan(details.at("/keyspace_misses").asLong());
  }

  @Test
  void connectionPool() {
    assertThat(names(details("connection-pool")))
        .containsExactly(
            "max_connections",
            "in_use_connections",
            "available_connections",
            "waiting",
            "commands_in_flight",
            "command_queue_limit",
            "reconnects",
            "last_success_age_ms");
  }

  @Test
  void operational() {
    JsonNode details = details("operational");

    assertThat(details.toString())
        .isEqualTo(
            "{\"set_operation\":\"success\",\"get_operation\":\"success\","
                + "\"delete_operation\":\"success\",\"exists_operation\":\"success\","
                + "\"all_operations_successful\":true,\"readable\":true,\"writable\":true}");
  }

  @Test
  void outOfMemory_saysWhatItMeansAndWhatToDo() {
    redis.outOfMemory(true);

    Answer answer =
        operations.await(
            "/debug/health/redis/operational", found -> found.body().contains("OUT_OF_MEMORY"));

    JsonNode finding = answer.json().at("/findings/0");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/status")).isEqualTo("degraded");
    assertThat(answer.text("/error")).isEqualTo(finding.at("/message").asString());
    assertThat(names(finding))
        .containsExactly("code", "severity", "message", "impact", "resolution");
    assertThat(finding.at("/severity").asString()).isEqualTo("critical");
    assertThat(finding.at("/resolution").asString()).contains("CONFIG SET maxmemory");
  }

  @Test
  void redisGone_theAnswerIsTheDiagnosis_withStatus200() {
    redis.kill();

    Answer answer =
        operations.await("/debug/health/redis", found -> found.body().contains("UNREACHABLE"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("/status")).isEqualTo("unhealthy");
    assertThat(answer.json().at("/checks/connectivity/details/connected").asBoolean()).isFalse();
    for (String check : List.of("connectivity", "performance", "server-info", "operational")) {
      Answer one = operations.api.get("/debug/health/redis/" + check);
      assertThat(one.status()).isEqualTo(200);
      assertThat(one.text("/status")).isEqualTo("unhealthy");
    }
  }

  @Test
  void anUnknownCheck_isNotFound() {
    assertThat(operations.api.get("/debug/health/redis/weather").status()).isEqualTo(404);
  }

  private JsonNode details(String check) {
    JsonNode result = operations.api.get("/debug/health/redis/" + check).json();
    assertThat(names(result))
        .containsExactly("name", "status", "details", "error", "duration_ms", "findings");
    assertThat(result.at("/name").asString()).isEqualTo(check.replace('-', '_'));
    assertThat(result.at("/error").isNull()).isTrue();
    return result.at("/details");
  }

  private static List<String> names(JsonNode object) {
    return new ArrayList<>(object.propertyNames());
  }
}
