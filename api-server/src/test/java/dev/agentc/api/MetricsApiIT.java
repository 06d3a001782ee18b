package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.health.FindingCode;
import dev.agentc.redis.testing.TestedRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code GET /metrics}, as Prometheus sees it. */
class MetricsApiIT {

  @RegisterExtension static final TestedRedis redis = TestedRedis.create();

  private Operations operations;

  @BeforeEach
  void start() {
    redis.reset();
    operations = Operations.cached(redis.settings());
  }

  @AfterEach
  void stop() {
    operations.close();
  }

  @Test
  void requests_areCountedByRoute_neverByPath() {
    for (String id : new String[] {"tiger-castle", "lion-castle", "no-such-slug"}) {
      operations.api.get("/api/v2/sessions/" + id);
    }
    operations.api.get("/nowhere/at/all");

    String text = scrape();

    assertThat(text)
        .contains(
            "agentc_http_request_seconds_count{method=\"GET\","
                + "route=\"/api/v2/sessions/{session_id}\",status=\"404\"} 3")
        .contains(
            "agentc_http_request_seconds_count{method=\"none\",route=\"none\",status=\"404\"} 1")
        .contains(
            "agentc_repository_operation_seconds_count{operation=\"find\",outcome=\"success\","
                + "repository=\"session\"} 3")
        .doesNotContain("tiger-castle")
        .doesNotContain("nowhere");
  }

  @Test
  void allIsThere_andEachFindingAsZeroOrOne() {
    Answer answer = operations.api.get("/metrics");

    assertThat(answer.header("content-type")).contains(ServerMetrics.TEXT);
    assertThat(answer.body())
        .contains("agentc_redis_connected 1.0")
        .contains("agentc_redis_command_seconds_bucket{command=\"PING\",outcome=\"success\"")
        .contains("agentc_redis_operation_seconds_count{access=\"probe\",outcome=\"success\"")
        .contains("agentc_redis_health_status 0.0")
        .contains("agentc_redis_server_memory_used")
        .contains("jvm_memory_used_bytes")
        .contains("process_uptime_seconds");
    for (FindingCode code : FindingCode.values()) {
      assertThat(answer.body()).contains("agentc_redis_finding{code=\"" + code + "\"");
    }
  }

  @Test
  void outOfMemory_theFindingIsOne_andClears() {
    redis.outOfMemory(true);
    operations.await("/metrics", answer -> answer.body().contains(finding("OUT_OF_MEMORY", 1)));

    redis.outOfMemory(false);
    operations.await("/metrics", answer -> answer.body().contains(finding("OUT_OF_MEMORY", 0)));
  }

  @Test
  void manyScrapes_costTheSharedLook() {
    operations.await("/debug/health/redis", answer -> answer.body().contains("\"healthy\""));
    try (Operations patient = Operations.cachedFor(redis.settings(), 30)) {
      patient.api.get("/debug/health/redis");
      redis.resetCounts();

      for (int i = 0; i < 20; i++) {
        assertThat(patient.api.get("/metrics").status()).isEqualTo(200);
      }

      assertThat(redis.commandCounts()).isEmpty();
    }
  }

  @Test
  void redisGone_aScrapeStillAnswers() {
    redis.kill();

    // The loss of a cluster's connection, which is many, is known once no node is left.
    Answer answer =
        operations.await(
            "/metrics",
            found ->
                found.body().contains(finding("UNREACHABLE", 1))
                    && found.body().contains("agentc_redis_connected 0.0"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("agentc_redis_health_status 2.0");
  }

  private static String finding(String code, int value) {
    return "agentc_redis_finding{code=\"" + code + "\",severity=\"critical\"} " + value + ".0";
  }

  private String scrape() {
    return operations.api.get("/metrics").body();
  }
}
