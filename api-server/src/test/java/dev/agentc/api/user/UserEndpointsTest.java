package dev.agentc.api.user;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.Endpoint;
import dev.agentc.api.PathIds;
import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.Storage;
import dev.agentc.api.session.SessionLists;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionQuery;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class UserEndpointsTest {

  private static final String USERS = "/api/v2/users";
  private static final String ANN =
      "{\"user_id\":\"ann@x.org\",\"email\":\"ann@x.org\",\"first_name\":\"Ann\","
          + "\"last_name\":\"Lee\",\"metadata\":{\"n\":9007199254740993,\"empty\":[]}}";
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00.123Z");
  private static final String ID_RULE =
      "must be 1 to 128 letters, digits or any of _.@:+- and not . or ..: was ";

  private final Repositories repositories =
      storage().open(RepositoryConfig.builder().build(), Clock.fixed(NOW, ZoneOffset.UTC));
  private final RunningApi api = RunningApi.start(endpoints());

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @AfterEach
  void stop() {
    api.close();
    repositories.close();
  }

  @Test
  void create_aWholeUser_is201WithTheUserLocationAndTag() {
    Answer answer = api.post(USERS, ANN);

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).contains(USERS + "/ann@x.org");
    assertThat(answer.header("ETag")).contains("\"1\"");
    assertThat(answer.header("Idempotency-Replayed")).isEmpty();
    String uuid = answer.text("/uuid");
    assertThat(uuid).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(answer.body())
        .isEqualTo(
            "{\"uuid\":\""
                + uuid
                + "\",\"user_id\":\"ann@x.org\",\"email\":\"ann@x.org\",\"first_name\":\"Ann\","
                + "\"last_name\":\"Lee\",\"metadata\":{\"n\":9007199254740993,\"empty\":[]},"
                + "\"created_at\":\"2026-01-31T12:00:00.123Z\",\"updated_at\":null,"
                + "\"deleted_at\":null,\"version\":1}");
  }

  @Test
  void create_onlyAnId_hasNullsAndEmptyMetadata() {
    Answer answer = api.post(USERS, "{\"user_id\":\"bob\",\"unknown\":1,\"email\":null}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.json().get("email").isNull()).isTrue();
    assertThat(answer.json().get("first_name").isNull()).isTrue();
    assertThat(answer.json().get("metadata")).isEqualTo(JsonCodec.parse("{}"));
  }

  @Test
  void create_aTakenId_is409AndChangesNothing() {
    api.post(USERS, ANN);

    Answer second = api.post(USERS, "{\"user_id\":\"ann@x.org\",\"first_name\":\"Other\"}");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json())
        .isEqualTo(
            error(
                "USER_ALREADY_EXISTS",
                "User ann@x.org already exists",
                Map.of("user_id", "ann@x.org")));
    assertThat(api.get(USERS + "/ann@x.org").text("/first_name")).isEqualTo("Ann");
  }

  @Test
  void create_theSameKeyAgain_givesTheFirstReplyAndSaysSo() {
    Answer first = api.post(USERS, ANN, "Idempotency-Key", "k");
    Answer second = api.post(USERS, ANN, "Idempotency-Key", "k");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("ETag")).isEqualTo(first.header("ETag"));
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.header("Idempotency-Replayed")).contains("true");
  }

  @Test
  void create_theSameKeyWithAnotherBody_is422() {
    api.post(USERS, ANN, "Idempotency-Key", "k");

    Answer second = api.post(USERS, "{\"user_id\":\"bob\"}", "Idempotency-Key", "k");

    assertThat(second.status()).isEqualTo(422);
    assertThat(second.json())
        .isEqualTo(
            error(
                "IDEMPOTENCY_KEY_REUSED",
                "The idempotency key was used before with another request",
                Map.of()));
    assertThat(api.get(USERS + "/bob").status()).isEqualTo(404);
  }

  static Stream<Arguments> brokenUsers() {
    return Stream.of(
        arguments("{}", invalid("user_id", "must be given")),
        arguments("{\"user_id\":null}", invalid("user_id", "must be given")),
        arguments("{\"user_id\":7}", invalid("user_id", "must be a string: was 7")),
        arguments("{\"user_id\":\"\"}", invalid("user_id", ID_RULE)),
        arguments("{\"user_id\":\"..\"}", invalid("user_id", ID_RULE + "..")),
        arguments("{\"user_id\":\"a b\"}", invalid("user_id", ID_RULE + "a b")),
        arguments("{\"user_id\":\"a/b\"}", invalid("user_id", ID_RULE + "a/b")),
        arguments(
            "{\"user_id\":\"" + "x".repeat(129) + "\"}",
            invalid("user_id", ID_RULE + "x".repeat(100) + "...")),
        arguments(
            "{\"user_id\":\"a\",\"email\":\"ann\"}",
            invalid("email", "must be one @ with text on both sides: was ann")),
        arguments(
            "{\"user_id\":\"a\",\"email\":\"@x\"}",
            invalid("email", "must be one @ with text on both sides: was @x")),
        arguments(
            "{\"user_id\":\"a\",\"email\":\"a@\"}",
            invalid("email", "must be one @ with text on both sides: was a@")),
        arguments(
            "{\"user_id\":\"a\",\"email\":\"a@b@c\"}",
            invalid("email", "must be one @ with text on both sides: was a@b@c")),
        arguments(
            "{\"user_id\":\"a\",\"metadata\":[1]}",
            invalid("metadata", "must be an object: was [1]")),
        arguments(
            "{\"user_id\":\"a\",\"metadata\":{\"k\":\"" + "x".repeat(65_536) + "\"}}",
            invalid("metadata", "must be at most 65536 bytes: was 65544")),
        arguments(
            "{\"user_id\":\"a b\",\"email\":1,\"first_name\":[],\"last_name\":\""
                + "\ud83d\ude00".repeat(201)
                + "\",\"metadata\":\"m\"}",
            invalid(
                "user_id", ID_RULE + "a b",
                "email", "must be a string: was 1",
                "first_name", "must be a string: was []",
                "last_name", "must be between 0 and 200 characters: was 201",
                "metadata", "must be an object: was \"m\"")));
  }

  @ParameterizedTest
  @MethodSource("brokenUsers")
  void create_brokenFields_is422WithAllOfThem(String body, JsonNode expected) {
    Answer answer = api.post(USERS, body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(expected);
    assertThat(api.get(USERS).json().get("total").asInt()).isZero();
  }

  @Test
  void create_aNameOf200Emoji_isTaken() {
    String name = "\ud83d\ude00".repeat(200);

    Answer answer = api.post(USERS, "{\"user_id\":\"a\",\"first_name\":\"" + name + "\"}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.text("/first_name")).isEqualTo(name);
  }

  @Test
  void create_whatIsNoObjectOrNotJson_is400() {
    assertThat(api.post(USERS, "[]").json())
        .isEqualTo(error("MALFORMED_REQUEST", "The body must be a JSON object", Map.of()));
    assertThat(api.post(USERS, "{").status()).isEqualTo(400);
    assertThat(
            api.send(
                    "POST",
                    USERS,
                    ANN.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "text/plain")
                .status())
        .isEqualTo(415);
  }

  @Test
  void create_aMalformedKey_is422() {
    Answer answer = api.post(USERS, ANN, "Idempotency-Key", "a b");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json())
        .isEqualTo(
            invalid("Idempotency-Key", "must be one value of 1 to 255 visible ASCII characters"));
  }

  @Test
  void find_theTagThatIsKnown_is304WithoutBody() {
    api.post(USERS, ANN);

    Answer answer = api.get(USERS + "/ann@x.org", "If-None-Match", "\"1\"");

    assertThat(answer.status()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
    assertThat(api.get(USERS + "/ann@x.org", "If-None-Match", "\"2\"").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "a%20b", "%E2%82%AC"})
  void everyOperation_onNoUser_is404(String id) {
    String name = URLDecoder.decode(id, StandardCharsets.UTF_8);
    JsonNode expected =
        error("USER_NOT_FOUND", "User " + name + " not found", Map.of("user_id", name));

    for (Answer answer :
        List.of(
            api.get(USERS + "/" + id),
            api.put(USERS + "/" + id, "{}"),
            api.put(USERS + "/" + id, "{}", "If-Match", "*"),
            api.delete(USERS + "/" + id),
            api.delete(USERS + "/" + id + "?cascade=true", "If-Match", "\"1\""))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json()).isEqualTo(expected);
    }
  }

  @Test
  void replace_withoutAnIdInTheBody_replacesAllButUuidAndCreatedAt() {
    Answer created = api.post(USERS, ANN);

    Answer answer = api.put(USERS + "/ann@x.org", "{\"first_name\":\"Anne\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).contains("\"2\"");
    String updated = answer.text("/updated_at");
    assertThat(updated).matches("[-0-9]{10}T[:0-9]{8}\\.\\d{3}Z");
    assertThat(Instant.parse(updated)).isAfterOrEqualTo(NOW);
    assertThat(answer.body())
        .isEqualTo(
            "{\"uuid\":\""
                + created.text("/uuid")
                + "\",\"user_id\":\"ann@x.org\",\"email\":null,\"first_name\":\"Anne\","
                + "\"last_name\":null,\"metadata\":{},"
                + "\"created_at\":\"2026-01-31T12:00:00.123Z\","
                + "\"updated_at\":\""
                + updated
                + "\",\"deleted_at\":null,\"version\":2}");
    assertThat(api.get(USERS + "/ann@x.org").body()).isEqualTo(answer.body());
  }

  @Test
  void replace_anotherIdInTheBody_is400AndChangesNothing() {
    Answer created = api.post(USERS, ANN);

    Answer answer = api.put(USERS + "/ann@x.org", "{\"user_id\":\"bob\",\"email\":\"b\"}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json())
        .isEqualTo(
            error(
                "USER_ID_MISMATCH",
                "The body names another user_id than the path",
                Map.of("user_id", "ann@x.org")));
    assertThat(api.get(USERS + "/ann@x.org").body()).isEqualTo(created.body());
  }

  @Test
  void replace_theSameIdInTheBody_isTaken() {
    api.post(USERS, ANN);

    assertThat(api.put(USERS + "/ann%40x.org", ANN).status()).isEqualTo(200);
  }

  @Test
  void replaceAndDelete_anotherVersion_is412WithTheCurrentOne() {
    api.post(USERS, ANN);
    JsonNode expected =
        error(
            "PRECONDITION_FAILED",
            "If-Match names another version than the current one",
            Map.of("current_version", 1));

    for (Answer answer :
        List.of(
            api.put(USERS + "/ann@x.org", ANN, "If-Match", "\"2\""),
            api.put(USERS + "/ann@x.org", ANN, "If-Match", "W/\"1\""),
            api.delete(USERS + "/ann@x.org", "If-Match", "\"7\", \"8\""))) {
      assertThat(answer.status()).isEqualTo(412);
      assertThat(answer.json()).isEqualTo(expected);
    }
    assertThat(api.put(USERS + "/ann@x.org", ANN, "If-Match", "\"7\", \"1\"").status())
        .isEqualTo(200);
    assertThat(api.delete(USERS + "/ann@x.org", "If-Match", "*").status()).isEqualTo(200);
  }

  @Test
  void delete_withoutCascade_leavesTheSessions() {
    api.post(USERS, ANN);
    session("ann@x.org");

    Answer answer = api.delete(USERS + "/ann@x.org");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"User deleted successfully\","
                + "\"user_id\":\"ann@x.org\",\"sessions_deleted\":0}");
    assertThat(sessions()).isEqualTo(1);
    assertThat(api.get(USERS + "/ann@x.org").status()).isEqualTo(404);
  }

  @Test
  void delete_withCascade_takesTheUsersSessionsOnly() {
    api.post(USERS, ANN);
    session("ann@x.org");
    session("ann@x.org");
    session("bob");

    Answer answer = api.delete(USERS + "/ann@x.org?cascade=true");

    assertThat(answer.json().get("sessions_deleted").asInt()).isEqualTo(2);
    assertThat(sessions()).isEqualTo(1);
  }

  @Test
  void delete_aCascadeThatIsNeither_is422AndDeletesNothing() {
    api.post(USERS, ANN);

    Answer answer = api.delete(USERS + "/ann@x.org?cascade=yes");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(invalid("cascade", "must be true or false: was yes"));
    assertThat(api.get(USERS + "/ann@x.org").status()).isEqualTo(200);
  }

  @Test
  void list_byOffsetAndByCursor_showsEachUserOnce() {
    for (int i = 0; i < 25; i++) {
      api.post(USERS, "{\"user_id\":\"u" + i + "\"}");
    }

    List<String> byOffset = new ArrayList<>();
    for (int offset = 0; offset < 25; offset += 10) {
      Answer page = api.get(USERS + "/?limit=10&offset=" + offset);
      assertThat(page.json().get("total").asInt()).isEqualTo(25);
      assertThat(page.json().get("limit").asInt()).isEqualTo(10);
      assertThat(page.json().get("offset").asInt()).isEqualTo(offset);
      page.json().get("items").forEach(user -> byOffset.add(user.get("user_id").asString()));
    }
    List<String> byCursor = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      Answer page = api.get(USERS + "?limit=7" + cursor.map(c -> "&cursor=" + c).orElse(""));
      page.json().get("items").forEach(user -> byCursor.add(user.get("user_id").asString()));
      cursor = page.json().get("next_cursor").asStringOpt();
    } while (cursor.isPresent());

    assertThat(byOffset).hasSize(25).doesNotHaveDuplicates();
    assertThat(byCursor).isEqualTo(byOffset);
  }

  @Test
  void list_withoutParameters_isTenAndEmptyIsEmpty() {
    assertThat(api.get(USERS).body())
        .isEqualTo("{\"items\":[],\"total\":0,\"limit\":10,\"offset\":0,\"next_cursor\":null}");
  }

  static Stream<Arguments> brokenPages() {
    return Stream.of(
        arguments("limit=0", invalid("limit", "must be an integer between 1 and 100: was 0")),
        arguments("limit=101", invalid("limit", "must be an integer between 1 and 100: was 101")),
        arguments("limit=", invalid("limit", "must be an integer between 1 and 100: was ")),
        arguments(
            "limit=x&offset=-1",
            invalid(
                "limit", "must be an integer between 1 and 100: was x",
                "offset", "must be an integer between 0 and 2147483647: was -1")),
        arguments("offset=3&cursor=abc", invalid("offset", "must be 0 with a cursor: was 3")));
  }

  @ParameterizedTest
  @MethodSource("brokenPages")
  void list_brokenParameters_is422WithAllOfThem(String query, JsonNode expected) {
    Answer answer = api.get(USERS + "?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(expected);
  }

  @Test
  void list_aForeignCursor_is422() {
    Answer answer = api.get(USERS + "?cursor=abc");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("/detail/params/fields/0/field")).isEqualTo("cursor");
  }

  @Test
  void sessions_ofAUserWithoutRecord_areThatUsersOnly() {
    session("ann@x.org");
    session("bob");

    Answer anns = api.get(USERS + "/ann%40x.org/sessions?user_id=bob");
    assertThat(anns.json().get("total").asInt()).isEqualTo(1);
    assertThat(anns.text("/items/0/user_id")).isEqualTo("ann@x.org");
    assertThat(api.get(USERS + "/nobody/sessions/").body())
        .isEqualTo("{\"items\":[],\"total\":0,\"limit\":10,\"offset\":0,\"next_cursor\":null}");
    assertThat(api.get(USERS + "/a%20b/sessions").text("/detail/error_code"))
        .isEqualTo("USER_NOT_FOUND");
  }

  private List<Endpoint> endpoints() {
    List<Endpoint> endpoints = new ArrayList<>(UserEndpoints.of(repositories.users()));
    endpoints.add(
        Endpoint.data(
            Endpoint.Method.GET,
            USERS + "/{user_id}/sessions",
            request ->
                SessionLists.ofUser(repositories.sessions(), PathIds.user(request), request)));
    return endpoints;
  }

  private void session(String user) {
    NewSession session = NewSession.builder().modelId("m").userId(user).build();
    repositories.sessions().create(session, Optional.empty()).toCompletableFuture().join();
  }

  private long sessions() {
    return repositories.sessions().list(SessionQuery.first()).toCompletableFuture().join().total();
  }
}
