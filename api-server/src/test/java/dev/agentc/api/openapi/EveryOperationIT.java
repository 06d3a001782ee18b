package dev.agentc.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.ComposedServer;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.openapi.OpenApiFile.Operation;
import dev.agentc.redis.testing.TestedRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/**
 * Every operation of the document, on the composed server and each topology: its examples do what
 * they show, and it does give every status that it promises. Each exchange is held against the
 * document by the client itself.
 */
class EveryOperationIT {

  @RegisterExtension static final TestedRedis redis = TestedRedis.create();

  private static final OpenApiFile FILE = OpenApiFile.load();
  private static final String JSON = "application/json";
  private static final int CHAT_MAX = 4;

  /** They have tests of their own: GateTest, the tests of auth, the unit tests of failures. */
  private static final Set<String> ELSEWHERE = Set.of("401", "403", "429", "500", "503");

  /** Need several writes, or what no generic request makes. */
  private static final Set<String> BY_HAND =
      Set.of("addMessage 409", "addToolCall 409", "addInteraction 409", "getDocs 308");

  private static ComposedServer server;

  private final Map<String, String> values = new LinkedHashMap<>();
  private final Set<String> seen = new TreeSet<>();

  @BeforeAll
  static void start() {
    Map<String, String> settings = new LinkedHashMap<>(redis.settings());
    settings.put("CHAT_MAX_MESSAGES", Integer.toString(CHAT_MAX));
    server = ComposedServer.start(settings);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void something() {
    values.put("session_id", "tiger-castle");
    values.put("user_id", "john_doe");
    values.put("key", "project");
    values.put("interaction_id", "turn-1");
    values.put("file", "page.css");
    created("createSession", "full");
    created("createUser", "user");
    values.put("message_id", created("addMessage", "text").text("/id"));
    values.put("tool_call_id", created("addToolCall", "call").text("/id"));
    created("addInteraction", "turn");
    for (String id : List.of("putMetadataValue", "putManagedMetadataValue")) {
      Operation operation = operation(id);
      assertThat(send(operation, path(operation)).status()).isEqualTo(200);
    }
  }

  private Answer created(String id, String example) {
    Operation operation = operation(id);
    Answer answer = sendBody(operation, path(operation), example(id, example));
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer;
  }

  @Test
  void everyOperation_givesEveryStatusThatItPromises() {
    // Those that delete come last, the largest at the very end.
    List<Operation> operations =
        FILE.operations().stream()
            .sorted((a, b) -> Integer.compare(destruction(a), destruction(b)))
            .toList();
    operations.forEach(this::refusals);
    operations.forEach(this::successes);
    chatsThatAreFull();
    note(FILE.at("/docs").get(0), server.api().get("/docs/"));

    assertThat(seen).containsAll(promised());
  }

  private static int destruction(Operation operation) {
    return operation.method().equals("DELETE") ? 100 - operation.literals() : 0;
  }

  private static Set<String> promised() {
    Set<String> promised = new TreeSet<>();
    FILE.operations()
        .forEach(
            operation ->
                operation.node().get("responses").propertyNames().stream()
                    .filter(status -> !ELSEWHERE.contains(status))
                    .filter(status -> !(status.equals("404") && isDiagnostic(operation)))
                    .forEach(status -> promised.add(operation.id() + " " + status)));
    assertThat(promised).containsAll(BY_HAND).hasSizeGreaterThan(100);
    return promised;
  }

  /** Its 404 is for when it is switched off: RedisDebugApiIT. */
  private static boolean isDiagnostic(Operation operation) {
    return operation.node().at("/tags/0").asString().equals("diagnostics");
  }

  /** Requests that must not be accepted, each for one reason; nothing is changed by them. */
  private void refusals(Operation operation) {
    String path = path(operation);
    for (String status : operation.node().get("responses").propertyNames()) {
      switch (status) {
        case "304" -> send(operation, path, "If-None-Match", "*");
        case "400" -> send(operation, path + "?x=%ff");
        case "404" -> send(operation, path(operation, gone(operation)));
        case "406" -> send(operation, path, "Accept", "text/html");
        case "409" -> send(operation, path);
        case "412" -> send(operation, path, "If-Match", "\"999\"");
        case "413" -> sendBody(operation, path, "\"" + "x".repeat(1024 * 1024) + "\"");
        case "415" -> sendBody(operation, path, "{}", "Content-Type", "text/plain");
        case "422" -> invalid(operation, path);
        default -> {}
      }
    }
    if (operation.id().equals("replaceUser")) {
      sendBody(operation, path, "{\"user_id\":\"other\"}");
    }
  }

  private void invalid(Operation operation, String path) {
    send(operation, path + "?limit=0&count=0", "If-Match", "none", "Idempotency-Key", "a b");
    if (operation.path().endsWith("{key}")) {
      send(operation, path(operation, Map.of("key", "x".repeat(129))));
    }
  }

  private Map<String, String> gone(Operation operation) {
    String last =
        OpenApiFile.segments(operation.path()).get(operation.path().split("/").length - 2);
    Map<String, String> gone = new LinkedHashMap<>();
    if (last.equals("{session_id}") || operation.path().contains("{session_id}")) {
      gone.put("session_id", "no-such");
    }
    gone.put("user_id", operation.path().endsWith("/sessions") ? "a%20b" : "nobody");
    gone.put("file", "none.js");
    return gone;
  }

  /** All examples of a request, or the request without a body. */
  private void successes(Operation operation) {
    String path = path(operation);
    JsonNode body = FILE.resolve(operation.node().path("requestBody"));
    if (body.isMissingNode() || body.isEmpty()) {
      send(operation, operation.id().equals("setRedisTestKey") ? path + "?value=v" : path);
      return;
    }
    body.get("content")
        .properties()
        .forEach(
            media ->
                OpenApiDocumentTest.examples(media.getValue())
                    .forEach(
                        example -> {
                          Answer answer =
                              sendBody(
                                  operation,
                                  path,
                                  example.toString(),
                                  "Content-Type",
                                  media.getKey());
                          assertThat(answer.status())
                              .as("%s %s: %s", operation.id(), example, answer.body())
                              .isIn(200, 201, 409);
                        }));
  }

  private void chatsThatAreFull() {
    server.api().post("/api/v2/sessions", "{\"model_id\":\"m\",\"id\":\"full-chat\"}");
    for (String id : List.of("addMessage", "addToolCall", "addInteraction")) {
      Operation operation = operation(id);
      String path = path(operation, Map.of("session_id", "full-chat"));
      for (int i = 0; i <= CHAT_MAX; i++) {
        send(operation, path);
      }
    }
  }

  private Answer send(Operation operation, String path, String... headers) {
    boolean hasBody = operation.node().has("requestBody");
    return sendBody(operation, path, hasBody ? body(operation) : "", headers);
  }

  private Answer sendBody(Operation operation, String path, String body, String... headers) {
    List<String> all = new ArrayList<>(Arrays.asList(headers));
    if (!all.contains("Content-Type") && !body.isEmpty()) {
      all.addAll(List.of("Content-Type", JSON));
    }
    Answer answer =
        server
            .api()
            .send(
                operation.method(),
                path,
                body.getBytes(StandardCharsets.UTF_8),
                all.toArray(String[]::new));
    note(operation, answer);
    return answer;
  }

  private void note(Operation operation, Answer answer) {
    seen.add(operation.id() + " " + answer.status());
  }

  private static String body(Operation operation) {
    JsonNode media = FILE.resolve(operation.node().get("requestBody")).get("content").get(JSON);
    return OpenApiDocumentTest.examples(media)
        .reduce((first, last) -> last)
        .orElseThrow()
        .toString();
  }

  private static String example(String id, String name) {
    JsonNode media = operation(id).node().at("/requestBody/content/application~1json/examples");
    return FILE.resolve(media.get(name)).get("value").toString();
  }

  private static Operation operation(String id) {
    return FILE.operations().stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
  }

  private String path(Operation operation) {
    return path(operation, Map.of());
  }

  private String path(Operation operation, Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(values);
    all.putAll(others);
    String path = operation.path();
    for (Map.Entry<String, String> value : all.entrySet()) {
      path = path.replace("{" + value.getKey() + "}", value.getValue());
    }
    return path;
  }
}
