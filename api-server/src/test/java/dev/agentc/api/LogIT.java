package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The log of the whole program, as its platform collects it. */
class LogIT {

  private static final String SECRET = "s3cr3t-of-the-test";

  @RegisterExtension
  static final RedisExtension redis = RedisExtension.builder().password(SECRET + "-redis").build();

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void traffic_oneValidLineEach_neverABodyAKeyOrAToken() throws Exception {
    try (Program server = server(Map.of())) {
      List<Integer> statuses = traffic();
      String path = "/api/v2/sessions/" + SECRET + "?token=" + SECRET;
      raw(
          "BREW "
              + path
              + " HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\r\n\tb\r\nConnection: close\r\n\r\n");
      server.terminate();
      server.exitCode();

      List<JsonNode> lines = server.lines().stream().map(JsonCodec::parse).toList();
      List<JsonNode> requests = requests(lines);
      assertThat(requests).hasSizeGreaterThanOrEqualTo(statuses.size());
      assertThat(requests.stream().limit(statuses.size()).map(line -> line.at("/status").asInt()))
          .isEqualTo(statuses);
      for (JsonNode line : requests) {
        assertThat(line.propertyNames())
            .contains("time", "method", "route", "status", "ms", "caller", "request_id");
      }
      assertThat(server.output()).doesNotContain(SECRET);
    }
  }

  @Test
  void requestId_cannotForgeALine() throws Exception {
    try (Program server = server(Map.of())) {
      for (String id : List.of("a%0d%0aforged", "\"},{\"level\":\"ERROR\",\"x\":\"", "{}")) {
        get("/health/live", "X-Request-Id", id);
      }
      raw(
          "GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: one\rforged\r\nConnection: close\r\n\r\n");
      server.terminate();
      server.exitCode();

      List<JsonNode> lines = server.lines().stream().map(JsonCodec::parse).toList();
      assertThat(lines).allMatch(line -> !line.at("/level").asString().equals("ERROR"));
      assertThat(requests(lines).stream().map(line -> line.at("/request_id").asString()))
          .contains("\"},{\"level\":\"ERROR\",\"x\":\"", "{}");
    }
  }

  @Test
  void redisFailure_carriesTheIdOfTheRequestThatMetIt() throws Exception {
    try (Program server = server(Map.of("REDIS_SOCKET_TIMEOUT", "0.3"))) {
      assertThat(post("/api/v2/sessions", "{\"model_id\": \"m\"}").statusCode()).isEqualTo(201);
      redis.pause();
      HttpResponse<String> reply = get("/api/v2/sessions", "X-Request-Id", "the-unlucky-one");
      redis.resume();
      assertThat(reply.statusCode()).isEqualTo(503);
      server.terminate();
      server.exitCode();

      List<JsonNode> lines = server.lines().stream().map(JsonCodec::parse).toList();
      List<JsonNode> about =
          lines.stream()
              .filter(line -> line.at("/request_id").asString("").equals("the-unlucky-one"))
              .toList();
      assertThat(about).hasSize(2);
      assertThat(about.get(0).at("/redis_failure").asString()).isEqualTo("TimedOut");
      assertThat(about.get(0).at("/level").asString()).isEqualTo("WARN");
      assertThat(about.get(1).at("/error_code").asString()).isEqualTo("REDIS_TIMEOUT");
      assertThat(about.get(1).at("/route").asString()).isEqualTo("/api/v2/sessions");
    }
  }

  /** Secrets wherever a caller can put them; well and ill. */
  private List<Integer> traffic() throws IOException, InterruptedException {
    List<Integer> statuses = new ArrayList<>();
    String body = "{\"model_id\": \"m\", \"custom_prompt\": \"" + SECRET + "\"}";
    HttpResponse<String> created = post("/api/v2/sessions", body);
    statuses.add(created.statusCode());
    String id = JsonCodec.parse(created.body()).at("/id").asString();
    String chat = "/api/v2/chat/sessions/" + id;
    statuses.add(
        post(chat + "/messages", "{\"role\": \"user\", \"content\": \"" + SECRET + "\"}")
            .statusCode());
    statuses.add(post(chat + "/messages", "{\"role\": \"" + SECRET).statusCode());
    statuses.add(post(chat + "/messages", "{\"content\": \"" + SECRET + "\"}").statusCode());
    statuses.add(get(chat + "/messages?start=" + SECRET).statusCode());
    statuses.add(get(chat + "/meta/" + SECRET + "?api_key=" + SECRET).statusCode());
    statuses.add(get("/api/v2/users/" + SECRET, "Authorization", "Bearer " + SECRET).statusCode());
    statuses.add(get("/nowhere/" + SECRET, "X-API-Key", SECRET).statusCode());
    statuses.add(get("/api/v2/sessions", "Cookie", SECRET, "If-None-Match", SECRET).statusCode());
    assertThat(statuses).startsWith(201, 201, 400, 422, 422, 404);
    return statuses;
  }

  private static List<JsonNode> requests(List<JsonNode> lines) {
    return lines.stream()
        .filter(line -> line.at("/message").asString().equals("request"))
        // Asked while the server started.
        .filter(line -> !line.at("/route").asString().equals("/health/ready"))
        .toList();
  }

  private Program server(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("LOG_FORMAT", "json");
    settings.put("LOG_LEVEL", "debug");
    settings.putAll(more);
    Program server = Program.start(directory, settings, List.of());
    port = server.port();
    Awaitility.await().until(() -> get("/health/ready").statusCode() == 200);
    return server;
  }

  private HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String json)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + SECRET)
            .header("Idempotency-Key", SECRET + json.hashCode())
            .POST(BodyPublishers.ofString(json))
            .build(),
        BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private void raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      socket.getInputStream().readAllBytes();
    }
  }
}
