package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.api.HttpCalls.Answer;
import dev.agentc.redis.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What the first slice promises, on the program itself: a session outlives server and Redis; a
 * Redis that dies under load shows as typed 503s, for as long as it is away and 2 s more, and
 * nothing that was acknowledged is lost.
 */
class NothingIsLostIT {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final int CALLERS = 4;
  private static final int DEATHS = 3;

  /** What the contract gives, and what a busy machine adds. */
  private static final Duration RECOVERY = Duration.ofSeconds(2).plusMillis(500);

  private final RedisServer redis = RedisServer.builder().appendOnly().build();

  @AfterEach
  void close() {
    redis.close();
  }

  private ServerProcess serve(String... more) {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("API_SHUTDOWN_NOTICE", "0");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return ServerProcess.run(settings);
  }

  @Test
  void aSession_survivesARestartOfServerAndRedis() {
    String body;
    try (ServerProcess server = serve()) {
      HttpCalls http = new HttpCalls(server.url());
      Answer created =
          http.send("POST", SESSIONS, "{\"model_id\":\"gpt-4\",\"id\":\"tiger-castle\"}");
      assertThat(created.status()).isEqualTo(201);
      body = created.body();
      server.kill();
    }
    redis.kill();
    redis.start();
    try (ServerProcess server = serve()) {
      HttpCalls http = new HttpCalls(server.url());
      assertThat(http.get(SESSIONS + "/tiger-castle").body()).isEqualTo(body);
      redis.restart();
      await().untilAsserted(() -> assertThat(http.get(SESSIONS).status()).isEqualTo(200));
      assertThat(http.get(SESSIONS + "/tiger-castle").body()).isEqualTo(body);
      assertThat(http.get(SESSIONS).json().at("/total").asInt()).isEqualTo(1);
    }
  }

  @Test
  void redisDiesUnderLoad_onlyTyped503s_backWithin2s_nothingLost() {
    try (ServerProcess server = serve()) {
      HttpCalls http = new HttpCalls(server.url());
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<?>[] running = new CompletableFuture<?>[CALLERS];
      SessionLoad[] callers = new SessionLoad[CALLERS];
      for (int i = 0; i < CALLERS; i++) {
        SessionLoad caller = new SessionLoad(http, i);
        callers[i] = caller;
        running[i] = CompletableFuture.runAsync(() -> caller.runUntil(over));
      }
      for (int death = 0; death < DEATHS; death++) {
        await().until(() -> http.get(SESSIONS).status() == 200);
        redis.kill();
        await().until(() -> http.get(SESSIONS).status() == 503);
        redis.start();
        long listens = System.nanoTime();
        await().until(() -> http.get(SESSIONS).status() == 200);
        assertThat(Duration.ofNanos(System.nanoTime() - listens)).isLessThan(RECOVERY);
      }
      over.set(true);
      CompletableFuture.allOf(running).join();

      for (SessionLoad caller : callers) {
        assertThat(caller.unexpected()).isEmpty();
        assertThat(caller.outages()).isPositive();
        caller.assertNothingIsLost();
      }
    }
  }

  @Test
  void redisHangs_everyRequestIsATyped503_withinTheCommandTimeout() {
    try (ServerProcess server = serve("REDIS_SOCKET_TIMEOUT", "0.5")) {
      HttpCalls http = new HttpCalls(server.url());
      await().until(() -> http.get(SESSIONS).status() == 200);
      redis.pause();
      try {
        for (int i = 0; i < 10; i++) {
          for (Answer answer :
              Set.of(
                  http.get(SESSIONS),
                  http.get(SESSIONS + "/tiger-castle"),
                  http.send("POST", SESSIONS, "{\"model_id\":\"m\"}"),
                  http.send("DELETE", SESSIONS + "/tiger-castle", ""))) {
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.errorCode()).isIn("REDIS_TIMEOUT", "REDIS_UNAVAILABLE");
            assertThat(answer.retryAfter()).hasValue("1");
            assertThat(answer.took()).isLessThan(Duration.ofMillis(600).plusMillis(500));
          }
        }
      } finally {
        redis.resume();
      }
      await().untilAsserted(() -> assertThat(http.get(SESSIONS).status()).isEqualTo(200));
    }
  }

  @Test
  void redisAwayAtStart_theServerRunsAndSaysSo_andServesWhenItAppears() {
    redis.stop();
    try (ServerProcess server = serve()) {
      HttpCalls http = new HttpCalls(server.url());
      Answer refused = http.get(SESSIONS);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.errorCode()).isEqualTo("REDIS_UNAVAILABLE");
      assertThat(http.get("/health/live").status()).isEqualTo(200);
      assertThat(http.get("/health/ready").status()).isEqualTo(503);
      await()
          .untilAsserted(
              () ->
                  assertThat(String.join("\n", server.output()))
                      .contains("no Redis", "affected", "To do"));

      redis.start();
      long listens = System.nanoTime();
      await().until(() -> http.get(SESSIONS).status() == 200);
      assertThat(Duration.ofNanos(System.nanoTime() - listens)).isLessThan(RECOVERY);
    }
  }

  @Test
  void badSettings_endWith2_andEveryProblem() {
    Map<String, String> settings = new HashMap<>();
    settings.put("REDIS_URL", "redis://:hunter2@localhost:6379");
    settings.put("REDIS_HOST", "localhost");
    settings.put("REDIS_PROT", "6379");
    settings.put("REDIS_SOCKET_TIMEOUT", "0");
    settings.put("SESSION_TTL", "soon");
    settings.put("API_MAX_BODY", "1GiB");
    settings.put("API_SHUTDOWN_TIMEOUT", "4");
    settings.put("API_SHUTDOWN_NOTICE", "3");
    settings.put("AGENT_C_API_PORT", "70000");
    settings.put("CHAT_OVERFLOW", "drop");
    try (ServerProcess server = ServerProcess.run(settings)) {
      assertThat(server.exitCode()).isEqualTo(2);
      String output = String.join("\n", server.output());
      assertThat(output)
          .contains(
              "REDIS_HOST",
              "REDIS_PROT",
              "did you mean REDIS_PORT",
              "REDIS_SOCKET_TIMEOUT",
              "SESSION_TTL",
              "API_MAX_BODY",
              "API_SHUTDOWN_NOTICE",
              "AGENT_C_API_PORT",
              "CHAT_OVERFLOW")
          .doesNotContain("hunter2", "Exception", "at dev.");
    }
  }
}
