package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.limit.RateLimiter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CrossOriginTest {

  private static final String OURS = "https://app.local:3000";
  private static final String FOREIGN = "https://evil.example";

  private RunningApi open =
      start(Authentication.none(), new CrossOrigin(AllowedHosts.defaults(), false));
  private RunningApi authenticating =
      start(
          credentials -> CompletableFuture.completedStage(Caller.anonymous()),
          new CrossOrigin(AllowedHosts.defaults(), true));

  private static RunningApi start(Authentication authentication, CrossOrigin crossOrigin) {
    return RunningApi.start(
        List.of(
            Endpoint.data(Method.GET, "/things", CrossOriginTest::answer),
            Endpoint.data(Method.POST, "/things", CrossOriginTest::answer),
            Endpoint.data(Method.DELETE, "/things/{id}", CrossOriginTest::answer),
            Endpoint.health("/health", CrossOriginTest::answer)),
        new Gate(authentication, RateLimiter.unlimited(), crossOrigin));
  }

  private static CompletableFuture<Reply> answer(ApiRequest request) {
    return CompletableFuture.completedFuture(Reply.ok(out -> out.writeString("fine")));
  }

  @AfterEach
  void stop() {
    open.close();
    authenticating.close();
  }

  private static Answer preflight(RunningApi api, String path, String origin) {
    return api.send(
        "OPTIONS", path, new byte[0], "Origin", origin, "Access-Control-Request-Method", "DELETE");
  }

  @Test
  void aPageOfAnAllowedHost_mayReadEveryReply_errorsToo() {
    for (Answer answer :
        List.of(
            open.get("/things", "Origin", OURS),
            open.get("/nothing", "Origin", OURS),
            authenticating.get("/things", "Origin", OURS))) {
      assertThat(answer.header("Access-Control-Allow-Origin")).contains(OURS);
      assertThat(answer.header("Access-Control-Allow-Credentials")).contains("true");
      assertThat(answer.header("Access-Control-Expose-Headers").orElse(""))
          .contains("ETag", "Location", "Link", "X-Request-Id", "X-Total-Count", "Retry-After")
          .contains("Idempotency-Replayed");
      assertThat(answer.header("Vary")).contains("Origin");
    }
    assertThat(authenticating.get("/things", "Origin", OURS).status()).isEqualTo(401);
  }

  @Test
  void aPageOfAnotherHost_mayReadNothing() {
    for (String origin : List.of(FOREIGN, "null", "https://app.local.evil.example")) {
      Answer answer = open.get("/things", "Origin", origin);
      assertThat(answer.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
      assertThat(answer.header("Vary")).contains("Origin");
    }
  }

  @Test
  void aPreflight_needsNoCredentials_andTellsMethodsAndHeaders() {
    Answer answer = preflight(authenticating, "/things/1", OURS);
    assertThat(answer.status()).isEqualTo(204);
    assertThat(answer.header("Access-Control-Allow-Origin")).contains(OURS);
    assertThat(answer.header("Access-Control-Allow-Methods")).contains("DELETE");
    assertThat(answer.header("Access-Control-Allow-Headers").orElse(""))
        .contains("Authorization", "Content-Type", "If-Match", "Idempotency-Key", "X-API-Key");
    assertThat(answer.header("Access-Control-Max-Age")).contains("600");
    assertThat(preflight(open, "/things", OURS).header("Access-Control-Allow-Methods"))
        .contains("GET, HEAD, POST");
  }

  @Test
  void aPreflight_ofAnotherHost_orToNothing_isRefused() {
    Answer refused = preflight(open, "/things/1", FOREIGN);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.headers().keySet()).noneMatch(name -> name.startsWith("access-control-"));
    assertThat(preflight(open, "/nothing", OURS).status()).isEqualTo(404);
  }

  @Test
  void optionsThatIsNoPreflight_isAMethodThatThePathDoesNotTake() {
    assertThat(open.send("OPTIONS", "/things", new byte[0]).status()).isEqualTo(405);
  }

  @Test
  void withoutAuthentication_aForeignPage_changesNothing() {
    assertThat(open.post("/things", "{}", "Origin", FOREIGN).status()).isEqualTo(403);
    assertThat(open.post("/things", "{}", "Origin", "null").status()).isEqualTo(403);
    assertThat(open.delete("/things/1", "Origin", FOREIGN).status()).isEqualTo(403);
    assertThat(open.post("/things", "{}", "Origin", OURS).status()).isEqualTo(200);
    assertThat(open.post("/things", "{}").status()).isEqualTo(200);
    String self = "http://127.0.0.1:" + open.port();
    assertThat(open.post("/things", "{}", "Origin", self).status()).isEqualTo(200);
  }

  /** A foreign site that gives its name our address: its pages are of the same origin then. */
  @Test
  void withoutAuthentication_aForeignName_isNotServed() {
    String get =
        RawClient.request("GET /things HTTP/1.1", "Host: evil.example", "Connection: close");
    assertThat(RawClient.statuses(RawClient.send(open.port(), get))).containsExactly(403);
    assertThat(RawClient.statuses(RawClient.send(open.port(), get.replace("things", "health"))))
        .containsExactly(200);
    assertThat(
            RawClient.statuses(
                RawClient.send(open.port(), get.replace("evil.example", "api:8000"))))
        .containsExactly(200);
    assertThat(RawClient.statuses(RawClient.send(authenticating.port(), get)))
        .as("credentials decide there")
        .containsExactly(401);
  }
}
