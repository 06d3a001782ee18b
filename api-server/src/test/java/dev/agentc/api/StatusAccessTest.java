package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.auth.AuthConfig;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a browser may open with an API key as its password, and that it is no more than that. */
class StatusAccessTest {

  private static final String ADMIN = "admin-key";
  private static final String USER = "user-key";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String BASIC = "Basic realm=\"agentc\", charset=\"UTF-8\"";

  @TempDir Path directory;
  private Authentication authentication;
  private RunningApi api;

  @BeforeEach
  void start() throws Exception {
    Path keys = directory.resolve("keys");
    Files.writeString(keys, line("ops", ADMIN, "admin") + line("bob", USER, "user"));
    authentication = Authentication.of(new AuthConfig.ApiKey(keys), Clock.systemUTC());
    api =
        RunningApi.start(
            List.of(
                page("/status", HTML),
                page("/status/app.js", "text/javascript"),
                page("/statuses", HTML),
                page("/metrics", ServerMetrics.TEXT),
                Endpoint.data(Endpoint.Method.GET, "/own", request -> ok(HTML))),
            authentication);
  }

  @AfterEach
  void stop() throws Exception {
    api.close();
    authentication.close();
  }

  private static Endpoint page(String path, String type) {
    return Endpoint.admin(Endpoint.Method.GET, path, type, request -> ok(type));
  }

  private static CompletableFuture<Reply> ok(String type) {
    return CompletableFuture.completedFuture(
        Reply.text(200, type, "seen")
            .withHeader("Cache-Control", "no-cache")
            .withHeader("Content-Security-Policy", "default-src 'none'"));
  }

  private static String line(String name, String key, String role) throws NoSuchAlgorithmException {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.US_ASCII));
    return name + ":" + HexFormat.of().formatHex(hash) + ":" + role + "\n";
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/status", "/status/app.js"})
  void thePage_andWhatItFetches_takeAnAdminsKeyAsThePassword_whateverTheName(String path) {
    for (String name : List.of("", "anybody", "Zoë")) {
      assertThat(api.get(path, "Authorization", basic(name + ":" + ADMIN)).body())
          .isEqualTo("seen");
      assertThat(
              api.send("HEAD", path, new byte[0], "Authorization", basic(name + ":" + ADMIN))
                  .status())
          .isEqualTo(200);
    }
    assertThat(api.get(path, "Authorization", "Bearer " + ADMIN).status()).isEqualTo(200);
    assertThat(api.get(path, "X-API-Key", ADMIN).status()).isEqualTo(200);
    assertThat(api.get(path, "Authorization", basic("bob:" + USER)).status()).isEqualTo(403);
  }

  @Test
  void withoutAKey_orWithABadOne_aBrowserIsAskedForAPassword() {
    assertChallenge(api.get("/status"), BASIC);
    assertChallenge(api.get("/status", "Authorization", basic("ops:wrong")), BASIC);
    assertChallenge(api.get("/status", "Authorization", "Bearer wrong"), BASIC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/own", "/metrics", "/statuses"})
  void nothingElse_takesAPassword_orAsksForOne(String path) {
    Answer without = api.get(path);
    Answer with = api.get(path, "Authorization", basic("ops:" + ADMIN));

    assertChallenge(without, "Bearer realm=\"agentc\"");
    assertChallenge(with, "Bearer realm=\"agentc\", error=\"invalid_token\"");
    assertThat(api.get(path, "X-API-Key", ADMIN).status()).isEqualTo(200);
  }

  @Test
  void ofAllEndpoints_onlyThoseOfThePageTakeAPassword_andTheyOnlyRead() {
    assertThat(ComposedServer.endpoints().stream().filter(Endpoint::isForBrowsers))
        .extracting(endpoint -> endpoint.method() + " " + endpoint.path())
        .containsExactlyInAnyOrder(
            "GET /status",
            "GET /status/app.js",
            "GET /status/style.css",
            "GET /status/icon.svg",
            "GET /status/data");
    assertThat(
            Endpoint.admin(Endpoint.Method.POST, "/status/data", Endpoint.JSON, request -> ok(HTML))
                .isForBrowsers())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic YWRtaW4ta2V5", // admin-key, without a colon
        "Basic OmFkbWluLWtleQ==OmFkbWluLWtleQ==",
        "Basic OmFkbWluLWtleSBhZG1pbi1rZXk=", // :admin-key admin-key
        "Basic Og==", // a colon alone
        "Digest username=ops"
      })
  void whatIsNoNameAndKey_is401AndNotRepeated(String value) {
    Answer answer = api.get("/status", "Authorization", value);

    assertChallenge(answer, BASIC);
    assertThat(answer.body()).doesNotContain(ADMIN, "YWRtaW4");
  }

  @Test
  void aPasswordBesideAKey_isRefusedEvenWhenBothAreGood() {
    assertThat(api.get("/status", "Authorization", basic(":" + ADMIN), "X-API-Key", ADMIN).status())
        .isEqualTo(401);
  }

  @Test
  void withTokens_thereAreNoPasswords() {
    String token = "a-token";
    Authentication tokens =
        credentials ->
            CompletableFuture.completedStage(
                credentials.token().isEmpty() ? Caller.anonymous() : Caller.anybody());
    try (RunningApi other = RunningApi.start(List.of(page("/status", HTML)), tokens)) {
      assertChallenge(other.get("/status"), "Bearer realm=\"agentc\"");
      assertChallenge(
          other.get("/status", "Authorization", basic("ops:" + token)),
          "Bearer realm=\"agentc\", error=\"invalid_token\"");
      assertThat(other.get("/status", "Authorization", "Bearer " + token).status()).isEqualTo(200);
    }
  }

  private static void assertChallenge(Answer answer, String challenge) {
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.headers().get("www-authenticate")).containsExactly(challenge);
  }
}
