package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Endpoint.Access;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.auth.Refusals;
import dev.agentc.api.auth.Role;
import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.Settings;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoriesProvision;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserRepository;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every endpoint of the composed server, with every role, on what is its own and on what is not. An
 * endpoint that is not in the table below fails: whoever adds one says here whose it is.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AccessWalkTest {

  private static final String CHAT = "/api/v2/chat/sessions/{session_id}";
  private static final String ROLE = "{\"role\":\"user\",\"name\":\"n\"}";
  private static final String TURN = "{\"messages\":[" + ROLE + "],\"id\":\"new\"}";
  private static final String NEW = "{\"model_id\":\"m\"}";

  /** What is somebody's: the body that a request on it has, or none. */
  private static final Map<String, String> OWNED =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("GET /api/v2/sessions/{session_id}", ""),
              Map.entry("PATCH /api/v2/sessions/{session_id}", "{\"name\":\"x\"}"),
              Map.entry("DELETE /api/v2/sessions/{session_id}", ""),
              Map.entry("GET /api/v2/sessions/{session_id}/agent", ""),
              Map.entry("PATCH /api/v2/sessions/{session_id}/agent", "{\"max_tokens\":7}"),
              Map.entry("GET /api/v2/users/{user_id}", ""),
              Map.entry("PUT /api/v2/users/{user_id}", "{}"),
              Map.entry("DELETE /api/v2/users/{user_id}", ""),
              Map.entry("GET /api/v2/users/{user_id}/sessions", ""),
              Map.entry("POST " + CHAT + "/messages", ROLE),
              Map.entry("GET " + CHAT + "/messages", ""),
              Map.entry("GET " + CHAT + "/messages/{message_id}", ""),
              Map.entry("POST " + CHAT + "/tool_calls", ROLE),
              Map.entry("GET " + CHAT + "/tool_calls", ""),
              Map.entry("GET " + CHAT + "/tool_calls/{tool_call_id}", ""),
              Map.entry("POST " + CHAT + "/interactions", TURN),
              Map.entry("GET " + CHAT + "/interactions", ""),
              Map.entry("GET " + CHAT + "/interactions/{interaction_id}", ""),
              Map.entry("GET " + CHAT + "/meta", ""),
              Map.entry("GET " + CHAT + "/meta/{key}", ""),
              Map.entry("PUT " + CHAT + "/meta/{key}", "2"),
              Map.entry("DELETE " + CHAT + "/meta/{key}", ""),
              Map.entry("GET " + CHAT + "/managed_meta", ""),
              Map.entry("GET " + CHAT + "/managed_meta/{key}", ""),
              Map.entry("PUT " + CHAT + "/managed_meta/{key}", "2"),
              Map.entry("DELETE " + CHAT + "/managed_meta/{key}", "")));

  /** For each user what is its own of it. */
  private static final Map<String, String> LISTS_AND_CREATES =
      Map.of(
          "GET /api/v2/sessions", "",
          "POST /api/v2/sessions", NEW,
          "GET /api/v2/users", "",
          "POST /api/v2/users", "{\"user_id\":\"carol\"}");

  private static final Map<String, Caller> CALLERS =
      Map.of(
          "alice", new Caller("alice", Set.of(Role.USER), UserId.parse("alice")),
          "bob", new Caller("bob", Set.of(Role.USER), UserId.parse("bob")),
          "carol", new Caller("carol", Set.of(Role.USER), UserId.parse("carol")),
          "root", new Caller("root", Set.of(Role.ADMIN), Optional.empty()));

  private RedisConnection connection;
  private Repositories repositories;
  private List<Endpoint> endpoints;
  private RunningApi api;

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @BeforeAll
  void start() {
    ServerSettings all =
        ServerSettings.from(Settings.of(Map.of("REDIS_HOST", "127.0.0.1", "REDIS_PORT", "1")));
    connection = DaggerRedisComponent.factory().create(all.redis());
    repositories = storage().open(RepositoryConfig.builder().build(), Clock.systemUTC());
    endpoints =
        DaggerApiComponent.factory()
            .create(connection, new Provision(repositories), all.api(), all.health())
            .endpoints();
    Authentication byName =
        credentials ->
            CompletableFuture.completedStage(credentials.token())
                .thenApply(
                    token ->
                        token.isEmpty()
                            ? Caller.anonymous()
                            : Optional.ofNullable(CALLERS.get(token.get()))
                                .orElseThrow(() -> Refusals.invalid("not known")));
    api = RunningApi.start(endpoints, byName);
  }

  private record Provision(Repositories repositories) implements RepositoriesProvision {
    @Override
    public SessionRepository sessions() {
      return repositories.sessions();
    }

    @Override
    public UserRepository users() {
      return repositories.users();
    }

    @Override
    public ChatRepository chats() {
      return repositories.chats();
    }

    @Override
    public MetadataRepository metadata() {
      return repositories.metadata();
    }
  }

  @AfterAll
  void stop() {
    api.close();
    repositories.close();
    connection.connector().close();
  }

  private static String name(Endpoint endpoint) {
    return endpoint.method() + " " + endpoint.path();
  }

  private Stream<String> named(Access access) {
    return endpoints.stream().filter(e -> e.access() == access).map(AccessWalkTest::name);
  }

  @Test
  void everyEndpointForUsers_isInTheTable_andNothingElse() {
    Set<String> table = new TreeSet<>(OWNED.keySet());
    table.addAll(LISTS_AND_CREATES.keySet());
    assertThat(new TreeSet<>(named(Access.USER).toList())).isEqualTo(table);
  }

  @Test
  void whatIsForEverybody_isHealthAndTheDocumentation() {
    assertThat(named(Access.PUBLIC))
        .isNotEmpty()
        .allMatch(name -> name.matches("GET (/api/v2)?/(health|openapi\\.|docs).*"));
  }

  Stream<String> every() {
    return endpoints.stream().map(AccessWalkTest::name);
  }

  static Stream<String> owned() {
    return OWNED.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("every")
  void without_orWithBad_credentials(String name) {
    Endpoint endpoint =
        endpoints.stream().filter(e -> name(e).equals(name)).findAny().orElseThrow();
    for (Answer answer :
        List.of(send(name, "{}", "alice"), send(name, "{}", "alice", "X-API-Key", "nobody"))) {
      if (endpoint.access() == Access.PUBLIC) {
        assertThat(answer.status()).isNotIn(401, 403);
      } else {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate").orElse("")).startsWith("Bearer ");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("every")
  void admins_mayCallEverything_andUsersNothingThatIsForAdmins(String name) {
    Endpoint endpoint =
        endpoints.stream().filter(e -> name(e).equals(name)).findAny().orElseThrow();
    if (endpoint.access() == Access.ADMIN) {
      assertThat(send(name, "{}", "alice", "X-API-Key", "bob").status()).isEqualTo(403);
    }
    assertThat(send(name, "{}", "alice", "X-API-Key", "root").status()).isNotIn(401, 403);
  }

  @ParameterizedTest
  @MethodSource("owned")
  void whatIsAnothers_isNotThere_whatIsOnesOwn_is_andAnAdminSeesBoth(String name) {
    String body = OWNED.get(name);
    things("alice");
    Answer others = send(name, body, "alice", "X-API-Key", "bob");
    assertThat(others.status()).isEqualTo(404);
    assertThat(others.text("/detail/error_code")).isIn("SESSION_NOT_FOUND", "USER_NOT_FOUND");
    assertThat(send(name, body, "alice", "X-API-Key", "alice").status()).isBetween(200, 299);
    things("alice");
    assertThat(send(name, body, "alice", "X-API-Key", "root").status()).isBetween(200, 299);
  }

  @Test
  void lists_holdOnesOwn_andCreates_areOnesOwn() {
    things("alice");
    things("bob");
    for (String list : List.of("/api/v2/sessions", "/api/v2/users")) {
      assertThat(api.get(list, "X-API-Key", "bob").text("/items/0/user_id")).isEqualTo("bob");
      assertThat(api.get(list, "X-API-Key", "bob").json().at("/total").asInt()).isEqualTo(1);
      assertThat(api.get(list, "X-API-Key", "root").json().at("/total").asInt()).isEqualTo(2);
    }
    assertThat(
            api.get("/api/v2/sessions?user_id=alice", "X-API-Key", "bob")
                .json()
                .at("/total")
                .asInt())
        .isZero();
    Answer made = api.post("/api/v2/sessions", NEW, "X-API-Key", "carol");
    assertThat(made.text("/user_id")).isEqualTo("carol");
    String path = "/api/v2/sessions/" + made.text("/id");
    String alices = "{\"model_id\":\"m\",\"user_id\":\"alice\"}";
    assertThat(api.post("/api/v2/sessions", alices, "X-API-Key", "carol").status()).isEqualTo(403);
    assertThat(api.sendJson("PATCH", path, alices, "X-API-Key", "carol").status()).isEqualTo(403);
    assertThat(api.post("/api/v2/users", "{\"user_id\":\"dave\"}", "X-API-Key", "carol").status())
        .isEqualTo(403);
    String taken = "{\"model_id\":\"m\",\"id\":\"session-of-alice\"}";
    assertThat(api.post("/api/v2/sessions", taken, "X-API-Key", "carol").status()).isEqualTo(409);
    assertThat(api.delete(path, "X-API-Key", "carol").status()).isEqualTo(204);
  }

  @Test
  void theSameIdempotencyKey_ofAnotherCaller_isAnotherKey() {
    String[] alice = {"X-API-Key", "alice", "Idempotency-Key", "k"};
    String[] bob = {"X-API-Key", "bob", "Idempotency-Key", "k"};
    String first = api.post("/api/v2/sessions", NEW, alice).text("/id");
    Answer other = api.post("/api/v2/sessions", NEW, bob);
    assertThat(other.header("Idempotency-Replayed")).isEmpty();
    assertThat(other.text("/id")).isNotEqualTo(first);
    assertThat(other.text("/user_id")).isEqualTo("bob");
    api.delete("/api/v2/sessions/" + first, "X-API-Key", "root");
    api.delete("/api/v2/sessions/" + other.text("/id"), "X-API-Key", "root");
  }

  @Test
  void strangers_areNotToldWhereRedisIs() {
    Answer stranger = api.get("/health");
    assertThat(stranger.json().at("/services/redis").propertyNames())
        .contains("status", "connected")
        .doesNotContain("host", "port", "error");
    assertThat(api.get("/health", "X-API-Key", "bob").text("/services/redis/host"))
        .isEqualTo("127.0.0.1");
  }

  /** One session with one of everything in it, and the record of its user. */
  private void things(String user) {
    String id = "session-of-" + user;
    String[] as = {"X-API-Key", user};
    String chat = "/api/v2/chat/sessions/" + id;
    api.delete("/api/v2/sessions/" + id, as);
    api.delete("/api/v2/users/" + user, as);
    api.post("/api/v2/users", "{\"user_id\":\"" + user + "\"}", as);
    api.post("/api/v2/sessions", "{\"model_id\":\"m\",\"id\":\"" + id + "\"}", as);
    api.post(
        chat + "/interactions",
        "{\"id\":\"turn\",\"messages\":[" + ROLE + "],\"tool_calls\":[" + ROLE + "]}",
        as);
    api.put(chat + "/meta/k", "1", as);
    api.put(chat + "/managed_meta/k", "1", as);
  }

  private Answer send(String name, String body, String owner, String... headers) {
    String[] parts = name.split(" ", 2);
    String session = "session-of-" + owner;
    String path =
        parts[1]
            .replace("{session_id}", session)
            .replace("{user_id}", owner)
            .replace("{interaction_id}", "turn")
            .replace("{key}", "k");
    for (String kind : List.of("message", "tool_call")) {
      if (path.contains("{" + kind + "_id}")) {
        String list = "/api/v2/chat/sessions/" + session + "/" + kind + "s";
        path = path.replace("{" + kind + "_id}", api.get(list, "X-API-Key", "root").text("/0/id"));
      }
    }
    path = path.replaceAll("\\{[a-z_]+\\}", "x");
    boolean sends = Set.of("POST", "PUT", "PATCH").contains(parts[0]);
    return sends
        ? api.sendJson(parts[0], path, body.isEmpty() ? "{}" : body, headers)
        : api.send(parts[0], path, new byte[0], headers);
  }
}
