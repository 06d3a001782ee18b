package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The whole contract in 64 MiB of heap: every endpoint, the largest bodies, many at once. */
class SmallHeapIT {

  private static final int LARGEST = 1024 * 1024;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @Test
  void everyEndpoint_largestBodies_manyAtOnce_in64MiB() throws Exception {
    Map<String, String> settings = new HashMap<>(redis.settings());
    // The heap that is promised, and no second chance.
    List<String> jvm = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    settings.put("LOG_LEVEL", "info");
    try (Program server = Program.start(directory, settings, jvm)) {
      port = server.port();
      Awaitility.await().until(() -> send("GET", "/health/ready", "").statusCode() == 200);
      String session = create();

      try {
        everyEndpoint(session);
        largestBodies(session);
        manyAtOnce(session);
      } catch (CompletionException e) {
        throw new AssertionError("a request failed; the server said: " + server.output(), e);
      }

      assertThat(send("GET", "/health/ready", "").statusCode()).isEqualTo(200);
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(143);
      assertThat(server.output())
          .doesNotContain("OutOfMemoryError")
          .doesNotContain("INTERNAL_ERROR");
    }
  }

  private void everyEndpoint(String session) throws Exception {
    for (Endpoint endpoint : ComposedServer.endpoints()) {
      if (endpoint.method() == Endpoint.Method.DELETE) {
        continue; // or the others would find nothing
      }
      String path = endpoint.path().replace("{session_id}", session).replaceAll("\\{[^}]*}", "k");
      HttpResponse<String> reply = send(endpoint.method().name(), path, "{\"role\": \"user\"}");
      assertThat(reply.statusCode()).as("%s %s", endpoint.method(), path).isNotEqualTo(500);
    }
  }

  /** Eight bodies of nearly 1 MiB under way at once, again and again; then read, some at a time. */
  private void largestBodies(String session) throws Exception {
    String start = "{\"role\": \"user\", \"content\": \"";
    String message = start + "x".repeat(LARGEST - start.length() - 2) + "\"}";
    for (int round = 0; round < 5; round++) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        all.add(
            client.sendAsync(
                request("POST", "/api/v2/chat/sessions/" + session + "/messages", message),
                BodyHandlers.ofString()));
      }
      List<Integer> statuses = all.stream().map(each -> each.join().statusCode()).toList();
      // More at once than the heap can bear are refused, at once and with a reply.
      assertThat(statuses).allMatch(status -> status == 201 || status == 503).contains(201);
    }
    HttpResponse<String> read =
        send("GET", "/api/v2/chat/sessions/" + session + "/messages?last=2", "");
    assertThat(read.statusCode()).isEqualTo(200);
    assertThat(read.body().length()).isGreaterThan(LARGEST);
    String tooLarge = start + "x".repeat(LARGEST) + "\"}";
    assertThat(
            send("POST", "/api/v2/chat/sessions/" + session + "/messages", tooLarge).statusCode())
        .isEqualTo(413);
  }

  private void manyAtOnce(String session) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String path = i % 2 == 0 ? "/api/v2/sessions/" + session : "/api/v2/sessions";
      all.add(client.sendAsync(request("GET", path, ""), BodyHandlers.ofString()));
    }
    all.forEach(each -> assertThat(each.join().statusCode()).isIn(200, 503));
  }

  private String create() throws Exception {
    HttpResponse<String> reply = send("POST", "/api/v2/sessions", "{\"model_id\": \"m\"}");
    assertThat(reply.statusCode()).isEqualTo(201);
    return JsonCodec.parse(reply.body()).at("/id").asString();
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(request(method, path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String method, String path, String body) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(60))
        .header("Content-Type", "application/json")
        .method(
            method, method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
        .build();
  }
}
