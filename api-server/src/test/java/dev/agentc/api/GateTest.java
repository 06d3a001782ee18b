package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.auth.Refusals;
import dev.agentc.api.auth.Role;
import dev.agentc.repository.user.UserId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Caller USER = new Caller("bob", Set.of(Role.USER), UserId.parse("bob"));
  private static final Caller ADMIN = new Caller("root", Set.of(Role.ADMIN), Optional.empty());

  private final AtomicInteger handled = new AtomicInteger();
  private final CompletableFuture<Caller> late = new CompletableFuture<>();
  private RunningApi api;

  @BeforeEach
  void start() {
    Authentication byWord =
        credentials ->
            credentials
                .token()
                .map(this::caller)
                .orElseGet(() -> CompletableFuture.completedStage(Caller.anonymous()));
    api =
        RunningApi.start(
            List.of(
                Endpoint.data(Method.GET, "/own", this::who),
                Endpoint.data(Method.POST, "/own", this::who),
                Endpoint.admin(Method.GET, "/secret", Endpoint.JSON, this::who),
                Endpoint.open("/open", Endpoint.JSON, this::who)),
            byWord);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private CompletionStage<Caller> caller(String token) {
    return switch (token) {
      case "user" -> CompletableFuture.completedStage(USER);
      case "admin" -> CompletableFuture.completedStage(ADMIN);
      case "late" -> late;
      default -> CompletableFuture.failedStage(Refusals.invalid("The token is not known"));
    };
  }

  private CompletionStage<Reply> who(ApiRequest request) {
    handled.incrementAndGet();
    String name = request.caller().name();
    return CompletableFuture.completedStage(
        Reply.ok(
            out -> {
              out.writeStartObject();
              out.writeStringProperty("caller", name);
              out.writeEndObject();
            }));
  }

  @Test
  void noCredentials_where_some_are_needed_is_401_with_a_challenge() {
    RunningApi.Answer answer = api.get("/own");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate")).contains("Bearer realm=\"agentc\"");
    assertThat(answer.json())
        .isEqualTo(
            RunningApi.error(
                "UNAUTHENTICATED",
                "This needs credentials: Authorization: Bearer, or X-API-Key",
                Map.of()));
    assertThat(handled).hasValue(0);
  }

  @Test
  void badCredentials_are_401_and_say_so() {
    RunningApi.Answer answer = api.get("/own", "Authorization", "Bearer wrong");

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .contains("Bearer realm=\"agentc\", error=\"invalid_token\"");
    assertThat(answer.body()).doesNotContain("wrong");
  }

  @Test
  void a_user_may_call_what_is_for_users_and_not_what_is_for_admins() {
    assertThat(api.get("/own", "Authorization", "Bearer user").text("/caller")).isEqualTo("bob");
    assertThat(api.get("/own", "X-API-Key", "user").text("/caller")).isEqualTo("bob");
    RunningApi.Answer refused = api.get("/secret", "X-API-Key", "user");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.json())
        .isEqualTo(
            RunningApi.error("FORBIDDEN", "This is for callers with the role admin", Map.of()));
    assertThat(api.get("/secret", "X-API-Key", "admin").status()).isEqualTo(200);
  }

  @Test
  void what_is_for_everybody_takes_bad_credentials_for_none() {
    assertThat(api.get("/open", "X-API-Key", "wrong").text("/caller")).isEmpty();
    assertThat(api.get("/open", "X-API-Key", "user").text("/caller")).isEqualTo("bob");
  }

  @Test
  void what_is_for_everybody_does_not_wait_for_credentials_that_take_long() {
    assertThat(api.get("/open", "X-API-Key", "late").text("/caller")).isEmpty();
  }

  @Test
  void credentials_that_take_their_time_are_waited_for_without_a_thread() throws Exception {
    CompletableFuture<RunningApi.Answer> first =
        CompletableFuture.supplyAsync(
            () -> api.sendJson("POST", "/own", "{}", "X-API-Key", "late"));
    assertThat(api.get("/own", "X-API-Key", "user").status()).isEqualTo(200);
    late.complete(USER);
    assertThat(first.get().text("/caller")).isEqualTo("bob");
  }

  @Test
  void two_credentials_are_refused_even_when_both_are_good() {
    assertThat(api.get("/own", "X-API-Key", "user", "Authorization", "Bearer user").status())
        .isEqualTo(401);
    assertThat(api.get("/own", "X-API-Key", "user", "X-API-Key", "admin").status()).isEqualTo(401);
  }

  @Test
  void a_body_is_not_read_before_it_is_known_whose_it_is() {
    RunningApi.Answer answer = api.post("/own", "not JSON at all");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(handled).hasValue(0);
  }
}
