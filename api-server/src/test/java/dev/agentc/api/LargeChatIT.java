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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A chat larger than the heap costs the server nothing but the time to read it page by page. */
class LargeChatIT {

  private static final int MESSAGES = 100;
  private static final int LARGE = 1_000_000;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @Test
  void oneCaller_whoAsksForAChatLargerThanTheHeap_getsItInPages_andStopsNobodyElse()
      throws Exception {
    Map<String, String> settings = new HashMap<>(redis.settings());
    // As the deployment files have it: the first want of memory is the end.
    List<String> jvm = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    try (Program server = Program.start(directory, settings, jvm)) {
      port = server.port();
      Awaitility.await().until(() -> send("GET", "/health/ready", "").statusCode() == 200);
      HttpResponse<String> made = send("POST", "/api/v2/sessions", "{\"model_id\": \"m\"}");
      String session = JsonCodec.parse(made.body()).at("/id").asString();
      String chat = "/api/v2/chat/sessions/" + session + "/messages";
      String message = "{\"role\": \"user\", \"content\": \"" + "x".repeat(LARGE) + "\"}";
      for (int i = 0; i < MESSAGES; i++) {
        assertThat(send("POST", chat, message).statusCode()).isEqualTo(201);
      }

      assertThat(read(chat + "?count=1000")).hasSize(MESSAGES);
      assertThat(read(chat + "?last=1000")).hasSize(MESSAGES);
      assertThat(send("GET", "/api/v2/sessions", "").statusCode()).isEqualTo(200);
    }
  }

  /** The ids of all messages from here on. */
  private Set<String> read(String from) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    for (Optional<String> next = Optional.of(from); next.isPresent(); ) {
      HttpResponse<String> page = send("GET", next.get(), "");
      assertThat(page.statusCode()).isEqualTo(200);
      JsonCodec.parse(page.body())
          .values()
          .forEach(entry -> assertThat(ids.add(entry.at("/id").asString())).isTrue());
      next =
          page.headers()
              .firstValue("Link")
              .map(link -> link.substring(link.indexOf('<') + 1, link.indexOf('>')));
    }
    return ids;
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
