package dev.agentc.api.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.api.Endpoint;
import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.user.UserEndpoints;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.NewSession;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** Users and chats, from HTTP to a real Redis and back. */
class ChatApiIT {

  @RegisterExtension
  static final RedisExtension redis = RedisExtension.builder().appendOnly().build();

  private static final String USERS = "/api/v2/users";
  private static final String CHAT = "/api/v2/chat/sessions/tiger-castle";
  private static final String MESSAGES = CHAT + "/messages";
  private static final String HELLO = "{\"role\":\"user\",\"content\":\"hello\"}";

  private static RedisConnector connector;
  private static Repositories repositories;
  private static RunningApi api;

  @BeforeAll
  static void start() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    repositories = RedisRepositories.create(connector, RepositoryConfig.builder().build());
    List<Endpoint> endpoints =
        new ArrayList<>(
            ChatEndpoints.of(repositories.chats(), repositories.metadata(), Clock.systemUTC()));
    endpoints.addAll(UserEndpoints.of(repositories.users()));
    api = RunningApi.start(endpoints);
  }

  @AfterAll
  static void stop() {
    api.close();
    repositories.close();
    connector.close();
  }

  @BeforeEach
  void aSession() {
    session("tiger-castle", "ann");
  }

  @AfterEach
  void empty() {
    redis.flush();
  }

  @Test
  void append_aReplay_writesOnce() {
    Answer first = api.post(MESSAGES, HELLO, "Idempotency-Key", "k");
    Answer second = api.post(MESSAGES, HELLO, "Idempotency-Key", "k");
    Answer other = api.post(MESSAGES, HELLO + " ", "Idempotency-Key", "k");

    assertThat(first.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Idempotency-Replayed")).contains("true");
    assertThat(other.text("/detail/error_code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(api.get(MESSAGES).header("X-Total-Count")).contains("1");
  }

  @Test
  void range_byLink_showsEachOf250MessagesOnceInBothOrders() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      ids.add(api.post(MESSAGES, HELLO).text("/id"));
    }

    assertThat(paged("count=40")).isEqualTo(ids);
    List<String> descending = paged("count=40&order=desc");
    Collections.reverse(descending);
    assertThat(descending).isEqualTo(ids);
    assertThat(ids(api.get(MESSAGES + "?last=50"))).isEqualTo(ids.subList(200, 250));
  }

  @Test
  void range_beyondEitherEnd_isEmptyNotAFailure() {
    api.post(MESSAGES, HELLO);

    for (String query :
        List.of(
            "start=%2B",
            "end=-",
            "end=(0-0",
            "start=(18446744073709551615-18446744073709551615",
            "end=1900-01-01T00:00:00Z",
            "start=9999-12-31T23:59:59Z")) {
      Answer answer = api.get(MESSAGES + "?" + query);
      assertThat(answer.status()).as(query).isEqualTo(200);
      assertThat(answer.body()).as(query).isEqualTo("[]");
    }
  }

  @Test
  void interaction_written_readsBackWhole() {
    Answer added =
        api.post(
            CHAT + "/interactions",
            "{\"id\":\"t1\",\"messages\":[{\"role\":\"user\"},{\"role\":\"assistant\"}],"
                + "\"tool_calls\":[{\"name\":\"search\"}]}");
    api.post(MESSAGES, HELLO);

    Answer read = api.get(CHAT + "/interactions/t1");

    assertThat(added.status()).isEqualTo(201);
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.text("/messages/1/id")).isEqualTo(added.text("/message_ids/1"));
    assertThat(read.text("/messages/1/interaction_id")).isEqualTo("t1");
    assertThat(read.json().at("/messages/1/interaction_index").asInt()).isEqualTo(1);
    assertThat(read.text("/tool_calls/0/name")).isEqualTo("search");
    assertThat(read.json().get("metadata"))
        .isEqualTo(JsonCodec.parse("{\"message_count\":2,\"tool_call_count\":1}"));
    assertThat(api.get(CHAT + "/interactions").body()).isEqualTo("[\"t1\"]");
  }

  @Test
  void user_lifeOfOne_fromCreateToCascade() {
    session("lion-tower", "ann");
    api.post(USERS, "{\"user_id\":\"ann\"}");
    api.post(MESSAGES, HELLO);
    api.put(CHAT + "/meta/k", "1");
    api.put(CHAT + "/managed_meta/k", "1");
    Answer replaced = api.put(USERS + "/ann", "{\"email\":\"a@b\"}", "If-Match", "\"1\"");
    Answer stale = api.put(USERS + "/ann", "{}", "If-Match", "\"1\"");

    Answer deleted = api.delete(USERS + "/ann?cascade=true");

    assertThat(replaced.header("ETag")).contains("\"2\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(deleted.json().get("sessions_deleted").asInt()).isEqualTo(2);
    assertThat(api.get(MESSAGES).text("/detail/error_code")).isEqualTo("SESSION_NOT_FOUND");
    // The indexes are told of a deletion without anybody waiting for it.
    await().untilAsserted(() -> assertThat(redis.cli("DBSIZE").strip()).endsWith("0"));
  }

  @Test
  void generatedDocuments_comeBackAsTheyWent() {
    JsonDocuments documents = new JsonDocuments(new Random(20261124));
    for (int i = 0; i < 300; i++) {
      String document = documents.next();
      Answer added = api.post(MESSAGES, "{\"role\":\"user\",\"content\":" + document + "}");
      assertThat(added.status()).as(document).isEqualTo(201);
      JsonNode read = api.get(MESSAGES + "/" + added.text("/id")).json();
      assertThat(read.get("content")).as(document).isEqualTo(JsonCodec.parse(document));
      assertThat(api.put(CHAT + "/managed_meta/k", document).status()).isEqualTo(200);
      assertThat(api.get(CHAT + "/managed_meta/k").json())
          .as(document)
          .isEqualTo(JsonCodec.parse(document));
    }
  }

  @Test
  void thousandsOfGeneratedDocuments_inTurnsOf200_comeBackAsTheyWent() {
    JsonDocuments documents = new JsonDocuments(new Random(20261128));
    for (int turn = 0; turn < 15; turn++) {
      List<String> sent = Stream.generate(documents::next).limit(200).toList();
      String messages =
          sent.stream()
              .map(document -> "{\"role\":\"user\",\"content\":" + document + "}")
              .collect(Collectors.joining(",", "[", "]"));
      String body = "{\"id\":\"t" + turn + "\",\"messages\":" + messages + "}";
      assertThat(api.post(CHAT + "/interactions", body).status()).isEqualTo(201);

      JsonNode asTurn = api.get(CHAT + "/interactions/t" + turn).json().get("messages");
      JsonNode asRange = api.get(MESSAGES + "?last=200").json();

      for (int i = 0; i < 200; i++) {
        JsonNode expected = JsonCodec.parse(sent.get(i));
        assertThat(asTurn.get(i).get("content")).as(sent.get(i)).isEqualTo(expected);
        assertThat(asRange.get(i).get("content")).as(sent.get(i)).isEqualTo(expected);
      }
    }
    assertThat(api.get(MESSAGES).header("X-Total-Count")).contains("3000");
  }

  @Test
  void redisKilled_everyOperationIsATyped503_andTheRetryWritesOnce() {
    api.post(MESSAGES, HELLO, "Idempotency-Key", "before");
    redis.kill();
    try {
      for (Answer answer :
          List.of(
              api.post(MESSAGES, HELLO, "Idempotency-Key", "k"),
              api.get(MESSAGES),
              api.get(MESSAGES + "/1-0"),
              api.get(USERS),
              api.get(USERS + "/ann"),
              api.get(CHAT + "/meta"))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("/detail/error_code")).isIn("REDIS_UNAVAILABLE", "REDIS_TIMEOUT");
        assertThat(answer.header("Retry-After")).contains("1");
      }
    } finally {
      redis.start();
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> api.post(MESSAGES, HELLO, "Idempotency-Key", "k").status() == 201);

    assertThat(api.post(MESSAGES, HELLO, "Idempotency-Key", "k").header("Idempotency-Replayed"))
        .contains("true");
    assertThat(api.get(MESSAGES).header("X-Total-Count")).contains("2");
  }

  private static void session(String id, String user) {
    NewSession session = NewSession.builder().id(id).modelId("m").userId(user).build();
    repositories.sessions().create(session, Optional.empty()).toCompletableFuture().join();
  }

  private static List<String> paged(String query) {
    List<String> ids = new ArrayList<>();
    Optional<String> next = Optional.of(MESSAGES + "?" + query);
    while (next.isPresent()) {
      Answer page = api.get(next.get());
      assertThat(page.header("X-Total-Count")).contains("250");
      ids.addAll(ids(page));
      next = page.header("Link").map(link -> link.substring(1, link.indexOf('>')));
    }
    return ids;
  }

  private static List<String> ids(Answer list) {
    List<String> ids = new ArrayList<>();
    list.json().forEach(message -> ids.add(message.get("id").asString()));
    return ids;
  }
}
