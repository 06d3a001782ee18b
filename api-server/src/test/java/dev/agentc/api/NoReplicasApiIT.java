package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.HttpCalls.Answer;
import dev.agentc.redis.testing.RedisReplicas;
import dev.agentc.redis.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code REDIS_WRITE_REPLICAS=1} with the only replica away, as an HTTP caller meets it. */
class NoReplicasApiIT {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final String CHATS = "/api/v2/chat/sessions/";
  private static final String SESSION = "{\"model_id\": \"gpt-4\"}";
  private static final String MESSAGE = "{\"role\": \"user\", \"content\": \"hello\"}";
  private static final String TURN = "{\"messages\": [" + MESSAGE + "]}";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final RedisReplicas redis = RedisReplicas.builder(1).build();
  private ServerProcess server;
  private HttpCalls http;

  @BeforeEach
  void serve() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("REDIS_WRITE_REPLICAS", "1");
    settings.put("REDIS_WRITE_TIMEOUT", "0.2");
    settings.put("API_SHUTDOWN_NOTICE", "0");
    server = ServerProcess.run(settings);
    http = new HttpCalls(server.url());
  }

  @AfterEach
  void close() {
    server.close();
    redis.close();
  }

  private Answer post(String path, String body, String key) {
    return http.send("POST", path, body, "Idempotency-Key", key);
  }

  private static void isRefused(Supplier<Answer> request) {
    for (int i = 0; i < 2; i++) {
      Answer answer = request.get();
      assertThat(answer.status()).as(answer.body()).isEqualTo(503);
      assertThat(answer.errorCode()).isEqualTo("REDIS_NO_REPLICAS");
      assertThat(answer.retryAfter()).hasValue("1");
    }
  }

  private static Answer acknowledged(Supplier<Answer> request) {
    return Awaitility.await().atMost(PATIENCE).until(request::get, a -> a.status() == 201);
  }

  private static Answer isDoneOnce(Supplier<Answer> request) {
    Answer first = acknowledged(request);
    assertThat(acknowledged(request).body()).isEqualTo(first.body());
    return first;
  }

  @Test
  void refusedForWantOfAReplica_repeatedWithItsKey_isThereOnce_andTheReplyIsTheFirsts() {
    String session = acknowledged(() -> post(SESSIONS, SESSION, "first")).text("/id");
    String chat = CHATS + session;
    RedisServer replica = redis.replicas().get(0);
    replica.pause();
    isRefused(() -> post(SESSIONS, SESSION, "session"));
    isRefused(() -> post(chat + "/messages", MESSAGE, "message"));
    isRefused(() -> post(chat + "/interactions", TURN, "turn"));
    replica.resume();
    redis.awaitInStep();

    String created = isDoneOnce(() -> post(SESSIONS, SESSION, "session")).text("/id");
    String message = isDoneOnce(() -> post(chat + "/messages", MESSAGE, "message")).text("/id");
    String ofTurn =
        isDoneOnce(() -> post(chat + "/interactions", TURN, "turn")).text("/message_ids/0");

    var listed = http.get(SESSIONS).json();
    assertThat(listed.at("/total").asInt()).isEqualTo(2);
    assertThat(listed.at("/items").findValuesAsString("id"))
        .containsExactlyInAnyOrder(session, created);
    assertThat(http.get(chat + "/messages").json().findValuesAsString("id"))
        .containsExactly(message, ofTurn);
  }
}
