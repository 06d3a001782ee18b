package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Once through everything that the server does with Redis. */
final class Tour {

  /**
   * Status, method, path, body; KEY: with an idempotency key, the same for the same body. CURSOR:
   * the last that was answered.
   */
  private static final String STEPS =
      """
      201 POST /users {"user_id":"ann"}
      409 POST /users {"user_id":"ann"}
      200 PUT /users/ann {"first_name":"Ann"}
      200 GET /users/ann
      201 POST /users {"user_id":"bob"} KEY
      201 POST /users {"user_id":"bob"} KEY
      200 GET /users
      201 POST /sessions {"model_id":"m","id":"tiger-castle","user_id":"ann","metadata":{"a":{"b":1}}}
      409 POST /sessions {"model_id":"m","id":"tiger-castle"}
      201 POST /sessions {"model_id":"m","id":"other-one","user_id":"ann"} KEY
      201 POST /sessions {"model_id":"m","id":"other-one","user_id":"ann"} KEY
      200 GET /sessions/tiger-castle
      200 GET /sessions
      200 GET /sessions?sort=created_at
      200 GET /sessions?user_id=ann&sort=last_activity&limit=1
      200 GET /sessions?limit=1
      200 GET /sessions?limit=1&cursor=CURSOR
      200 GET /users/ann/sessions?sort=-created_at&limit=1
      200 GET /users?limit=1
      200 PATCH /sessions/tiger-castle {"name":"other","metadata":{"a":{"c":2}}}
      200 PATCH /sessions/tiger-castle {"user_id":"bob","ttl_seconds":600}
      200 GET /sessions/tiger-castle/agent
      200 PATCH /sessions/tiger-castle/agent {"temperature":0.5}
      201 POST /chat/sessions/tiger-castle/messages {"role":"user","content":"1"}
      201 POST /chat/sessions/tiger-castle/messages {"role":"user","content":"2"} KEY
      201 POST /chat/sessions/tiger-castle/messages {"role":"user","content":"2"} KEY
      201 POST /chat/sessions/tiger-castle/tool_calls {"name":"search"}
      201 POST /chat/sessions/tiger-castle/interactions {"id":"turn-1","messages":[{"role":"user"},{"role":"a"}],"tool_calls":[{"name":"x"}]}
      201 POST /chat/sessions/tiger-castle/interactions {"id":"turn-2","messages":[{"role":"user"},{"role":"a"}]} KEY
      200 GET /chat/sessions/tiger-castle/messages
      200 GET /chat/sessions/tiger-castle/messages?last=2
      404 GET /chat/sessions/tiger-castle/messages/1-1
      200 GET /chat/sessions/tiger-castle/tool_calls?order=desc
      200 GET /chat/sessions/tiger-castle/interactions
      200 GET /chat/sessions/tiger-castle/interactions?start=turn-1
      200 GET /chat/sessions/tiger-castle/interactions/turn-2
      200 GET /chat/sessions/tiger-castle/meta
      200 PUT /chat/sessions/tiger-castle/meta/k "v"
      200 GET /chat/sessions/tiger-castle/meta/k
      204 DELETE /chat/sessions/tiger-castle/meta/k
      200 PUT /chat/sessions/tiger-castle/managed_meta/k "v"
      200 GET /chat/sessions/tiger-castle/managed_meta/k
      200 GET /chat/sessions/tiger-castle/managed_meta
      204 DELETE /chat/sessions/tiger-castle/managed_meta/k
      200 GET /health
      200 GET /health/ready
      200 GET /debug/health/redis
      200 GET /debug/redis/status
      200 GET /debug/redis/ping
      200 GET /debug/redis/ping-optional
      200 POST /debug/redis/test-set/k?value=v
      200 GET /debug/redis/test-get/k
      200 GET /debug/redis/session-repository-test
      200 GET /debug/redis/session-repository-optional-test
      204 DELETE /sessions/other-one
      200 DELETE /users/bob?cascade=true
      404 GET /sessions/tiger-castle
      200 DELETE /users/ann
      """;

  private static final Pattern CURSOR = Pattern.compile("\"next_cursor\":\"([^\"]+)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final String base;
  private String cursor = "";

  Tour(String url) {
    this.base = url + "/api/v2";
  }

  void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> send("GET", "/health/ready", "").statusCode() == 200);
  }

  void all() {
    STEPS.lines().forEach(this::take);
  }

  /** One step, which must answer as it says. */
  void take(String step) {
    String[] words = step.split(" ", 4);
    HttpResponse<String> answer = send(words[1], words[2], words.length > 3 ? words[3] : "");
    assertThat(answer.statusCode())
        .as("%s: %s", step, answer.body())
        .isEqualTo(Integer.parseInt(words[0]));
    Matcher next = CURSOR.matcher(answer.body());
    cursor = next.find() ? next.group(1) : cursor;
  }

  String body(String path) {
    return send("GET", path, "").body();
  }

  private HttpResponse<String> send(String method, String path, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path.replace("CURSOR", cursor)))
            .method(method, BodyPublishers.ofString(body.replace(" KEY", "")));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (body.endsWith(" KEY")) {
      request.header("Idempotency-Key", "key-" + body.hashCode());
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
