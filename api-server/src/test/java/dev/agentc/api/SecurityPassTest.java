package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.auth.Role;
import dev.agentc.api.limit.RateLimit;
import dev.agentc.api.limit.RateLimiter;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.repository.InMemoryRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.user.UserId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rest of docs/security.md's table: what has no better place. */
class SecurityPassTest {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final String[] BOB = {"X-API-Key", "bob"};

  private RunningApi api;

  @BeforeEach
  void start() {
    Repositories memory =
        InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC());
    Authentication bob =
        credentials ->
            CompletableFuture.completedStage(
                credentials.token().isPresent()
                    ? new Caller("bob", Set.of(Role.USER), UserId.parse("bob"))
                    : Caller.anonymous());
    api = RunningApi.start(new SessionEndpoints(memory.sessions()).all(), bob);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void fieldsThatAreTheServers_cannotBeSet() {
    Answer made =
        api.post(
            SESSIONS,
            "{\"model_id\":\"m\",\"version\":99,\"message_count\":99,\"created_at\":\"x\","
                + "\"expires_at\":\"x\",\"token\":\"x\",\"roles\":[\"admin\"]}",
            BOB);
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().at("/version").asInt()).isEqualTo(1);
    assertThat(made.json().at("/message_count").asInt()).isZero();
    assertThat(made.body()).doesNotContain("\"token\"", "\"roles\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a-b%00",
        "a-b%0d%0aSET%20x",
        "a-b%7D:meta",
        "*",
        "a-b%2f..%2fc-d",
        "%252e%252e",
        "A-B",
        "a-b'",
        "a-b\\\"",
        "%C0%AE%C0%AE"
      })
  void idsThatAreNone_reachNoKeyAndNoScript(String id) {
    assertThat(api.get(SESSIONS + "/" + id.replace("\\\"", "%22"), BOB).status()).isIn(400, 404);
  }

  @Test
  void whatACallerSends_becomesNoHeaderOfItsOwn() {
    String replies =
        RawClient.send(
            api.port(),
            RawClient.request(
                "GET /api/v2/sessions/a%0d%0aSet-Cookie:%20x HTTP/1.1",
                "Host: localhost", "X-API-Key: bob", "X-Request-Id: a\tb", "Connection: close"));
    assertThat(RawClient.statuses(replies)).containsExactly(404);
    assertThat(replies.substring(0, replies.indexOf("\r\n\r\n"))).doesNotContain("Set-Cookie");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v2//sessions",
        "/api/v2/./sessions",
        "/api/v2/x/../sessions",
        "/api%2Fv2%2Fsessions",
        "/API/v2/sessions",
        "/api/v2/sessions;x=1",
        "/api/v2/sessions%00",
        "/api/v2/sessions/%2e%2e/sessions"
      })
  void otherSpellingsOfAPath_areOtherPaths(String path) {
    String get =
        RawClient.request("GET " + path + " HTTP/1.1", "Host: localhost", "Connection: close");
    assertThat(RawClient.statuses(RawClient.send(api.port(), get)))
        .allMatch(status -> status == 400 || status == 401 || status == 404)
        .hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer",
        "Bearer ",
        "Basic Ym9iOmJvYg==",
        "bob",
        "Bearer a b",
        "Token bob",
        "Bearer\u00e9"
      })
  void credentialsInAnotherShape_areBad(String value) {
    String get =
        RawClient.request(
            "GET /api/v2/sessions HTTP/1.1",
            "Host: localhost",
            "Authorization: " + value,
            "Connection: close");
    assertThat(RawClient.statuses(RawClient.send(api.port(), get))).containsExactly(401);
  }

  @Test
  void headersThatName_anotherMethodCallerOrPath_areIgnored() {
    assertThat(
            api.get(
                    SESSIONS,
                    "X-HTTP-Method-Override",
                    "DELETE",
                    "X-Forwarded-User",
                    "bob",
                    "X-Original-URL",
                    "/health",
                    "X-User-Id",
                    "bob")
                .status())
        .isEqualTo(401);
  }

  @Test
  void everyReply_isPrivate_andSaysNothingOfTheServer() {
    for (Answer answer : List.of(api.get(SESSIONS), api.get(SESSIONS, BOB), api.get("/x"))) {
      assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.header("Cache-Control")).contains("no-store");
      assertThat(answer.header("Content-Security-Policy").orElse(""))
          .contains("default-src 'none'");
      assertThat(answer.header("Server")).isEmpty();
      assertThat(answer.header("X-Powered-By")).isEmpty();
    }
  }

  @Test
  void tooManyRequests_are429_withRetryAfter_andHealthIsNever() {
    Gate gate =
        new Gate(
            Authentication.none(),
            RateLimiter.local(new RateLimit(3, Duration.ofHours(1))),
            new CrossOrigin(AllowedHosts.defaults(), false));
    try (RunningApi limited =
        RunningApi.start(
            List.of(
                Endpoint.data(Method.GET, "/things", SecurityPassTest::fine),
                Endpoint.health("/probe", SecurityPassTest::fine)),
            gate)) {
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        statuses.add(limited.get("/things", "X-Forwarded-For", "10.0.0." + i).status());
      }
      assertThat(statuses).containsExactly(200, 200, 200, 429, 429);
      Answer refused = limited.get("/things");
      assertThat(refused.text("/detail/error_code")).isEqualTo("TOO_MANY_REQUESTS");
      assertThat(Integer.parseInt(refused.header("Retry-After").orElseThrow())).isPositive();
      assertThat(limited.get("/probe").status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatNeverReads_isCutOff_andGivesItsPlaceBack() throws IOException {
    Duration brief = Duration.ofMillis(300);
    ServerLimits limits =
        new ServerLimits(
            1024, 8192, 8192, 5, 100, brief, Duration.ofSeconds(5), Duration.ofSeconds(60));
    Admission admission = new Admission(5, 8192, 8192);
    String large = "x".repeat(64 * 1024 * 1024);
    try (ApiServer server =
        ApiServer.create(
            new ApiConfig(
                ApiConfig.LOOPBACK, 0, limits, true, Shutdown.within(Duration.ofSeconds(1))),
            List.of(
                Endpoint.open(
                    "/large",
                    "text/plain",
                    request ->
                        CompletableFuture.completedFuture(Reply.text(200, "text/plain", large)))),
            admission,
            Gate.of(Authentication.none()))) {
      server.start();
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        silent
            .getOutputStream()
            .write(
                RawClient.request("GET /large HTTP/1.1", "Host: localhost")
                    .getBytes(StandardCharsets.US_ASCII));
        await().atMost(Duration.ofSeconds(20)).until(() -> admission.running() == 1);
        await().atMost(Duration.ofSeconds(20)).until(() -> admission.running() == 0);
      }
    }
  }

  private static CompletableFuture<Reply> fine(ApiRequest request) {
    return CompletableFuture.completedFuture(Reply.ok(out -> out.writeString("fine")));
  }
}
