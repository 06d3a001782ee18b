package dev.agentc.api.chat;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static dev.agentc.api.chat.ChatApi.CHAT;
import static dev.agentc.api.chat.ChatApi.GONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.Storage;
import dev.agentc.repository.RepositoryConfig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class InteractionEndpointsTest {

  private static final String INTERACTIONS = CHAT + "/interactions";
  private static final String ID_RULE =
      "must be 1 to 128 letters, digits or any of _.:- and not . or ..: was ";
  private static final String TURN =
      "{\"id\":\"turn:1\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
          + "{\"role\":\"assistant\",\"content\":\"b\"}],"
          + "\"tool_calls\":[{\"name\":\"search\",\"id\":\"c1\"}]}";

  private final ChatApi chat = ChatApi.start(storage());
  private final RunningApi api = chat.api;

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  @Test
  void append_aTurn_is201AndReadsBackInOrder() {
    Answer added = api.post(INTERACTIONS, TURN);

    assertThat(added.status()).isEqualTo(201);
    String first = added.text("/message_ids/0");
    String second = added.text("/message_ids/1");
    String call = added.text("/tool_call_ids/0");
    assertThat(added.body())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"Interaction added to session\","
                + "\"interaction_id\":\"turn:1\",\"message_ids\":[\""
                + first
                + "\",\""
                + second
                + "\"],\"tool_call_ids\":[\""
                + call
                + "\"]}");
    assertThat(added.header("Location")).contains(INTERACTIONS + "/turn:1");
    Answer read = api.get(INTERACTIONS + "/turn:1");
    String time = read.text("/timestamp");
    assertThat(time).matches("[-0-9]{10}T[:0-9]{8}\\.\\d{3}Z");
    // Redis tells the time anew for an id, and may stand still in between.
    Instant written = ChatApi.writtenAt(first);
    assertThat(Instant.parse(time)).isBetween(written.minusSeconds(10), written);
    assertThat(read.body())
        .isEqualTo(
            "{\"id\":\"turn:1\",\"timestamp\":\""
                + time
                + "\",\"messages\":["
                + message(first, 0, "user", "a")
                + ","
                + message(second, 1, "assistant", "b")
                + "],\"tool_calls\":[{\"id\":\""
                + call
                + "\",\"session_id\":\"tiger-castle\",\"interaction_id\":\"turn:1\","
                + "\"interaction_index\":0,\"name\":\"search\",\"client_id\":\"c1\","
                + "\"timestamp\":\"2026-01-31T12:00:00.120Z\"}],"
                + "\"metadata\":{\"message_count\":2,\"tool_call_count\":1}}");
    assertThat(api.get(CHAT + "/messages/" + second).body())
        .isEqualTo(message(second, 1, "assistant", "b"));
  }

  @Test
  void append_withoutId_getsAUuid() {
    Answer added = api.post(INTERACTIONS, "{\"messages\":[{\"role\":\"user\"}],\"id\":null}");

    assertThat(added.text("/interaction_id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(added.json().get("tool_call_ids").isEmpty()).isTrue();
  }

  @Test
  void append_aTakenId_is409AndWritesNothing() {
    api.post(INTERACTIONS, TURN);

    Answer second = api.post(INTERACTIONS, TURN);

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json())
        .isEqualTo(
            error(
                "INTERACTION_ALREADY_EXISTS",
                "Interaction turn:1 already exists",
                Map.of("interaction_id", "turn:1")));
    assertThat(api.get(CHAT + "/messages").header("X-Total-Count")).contains("2");
  }

  @Test
  void append_theSameKeyAgain_writesOnceAndSaysSo() {
    Answer first = api.post(INTERACTIONS, TURN, "Idempotency-Key", "k");
    Answer second = api.post(INTERACTIONS, TURN, "Idempotency-Key", "k");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Idempotency-Replayed")).contains("true");
    assertThat(api.get(CHAT + "/messages").header("X-Total-Count")).contains("2");
  }

  static Stream<Arguments> brokenTurns() {
    return Stream.of(
        arguments("{}", invalid("messages", "must be given")),
        arguments("{\"messages\":null}", invalid("messages", "must be given")),
        arguments("{\"messages\":[]}", invalid("messages", "must have 1 to 200 elements: was 0")),
        arguments("{\"messages\":{}}", invalid("messages", "must be a list: was {}")),
        arguments(
            turn(201, 201),
            invalid(
                "messages", "must have 1 to 200 elements: was 201",
                "tool_calls", "must have 0 to 200 elements: was 201")),
        arguments(
            "{\"id\":\"a/b\",\"messages\":[{\"role\":\"u\"}]}", invalid("id", ID_RULE + "a/b")),
        arguments(
            "{\"id\":\"..\",\"messages\":[{\"role\":\"u\"},{\"role\":\"u\"},{\"role\":\"u\"},{},1],"
                + "\"tool_calls\":[{\"name\":7,\"timestamp\":\"x\"},[]]}",
            invalid(
                "id", ID_RULE + "..",
                "messages[3].role", "is required",
                "messages[4]", "must be an object",
                "tool_calls[0].name", "must be a string",
                "tool_calls[0].timestamp", "must be an RFC 3339 time such as 2026-01-31T12:00:00Z",
                "tool_calls[1]", "must be an object")));
  }

  @ParameterizedTest
  @MethodSource("brokenTurns")
  void append_aBrokenTurn_is422WithAllThatIsWrongAndNothingIsWritten(
      String body, JsonNode expected) {
    Answer answer = api.post(INTERACTIONS, body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(expected);
    assertThat(api.get(CHAT + "/messages").body()).isEqualTo("[]");
    assertThat(api.get(INTERACTIONS).body()).isEqualTo("[]");
  }

  @Test
  void append_theLargestTurn_isTaken() {
    Answer added = api.post(INTERACTIONS, turn(200, 200));

    assertThat(added.status()).isEqualTo(201);
    assertThat(added.json().get("message_ids").size()).isEqualTo(200);
    assertThat(added.json().get("tool_call_ids").size()).isEqualTo(200);
  }

  @Test
  void append_aTurnLargerThanTheChat_is422() {
    try (ChatApi small = ChatApi.start(storage(), RepositoryConfig.builder().chatMaxMessages(1))) {
      Answer answer = small.api.post(INTERACTIONS, TURN);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json())
          .isEqualTo(invalid("messages", "must be at most 1, the chat's limit: was 2"));
    }
  }

  @Test
  void list_byLink_showsEveryIdOnceOldestFirst() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      expected.add("t" + i);
      api.post(INTERACTIONS, "{\"id\":\"t" + i + "\",\"messages\":[{\"role\":\"u\"}]}");
    }

    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.of(INTERACTIONS + "?count=3");
    while (next.isPresent()) {
      Answer page = api.get(next.get());
      assertThat(page.status()).isEqualTo(200);
      page.json().forEach(id -> seen.add(id.asString()));
      next = page.header("Link").map(link -> link.substring(1, link.indexOf('>')));
    }

    assertThat(seen).isEqualTo(expected);
    assertThat(api.get(INTERACTIONS + "?start=t4").body()).isEqualTo("[\"t5\",\"t6\"]");
    assertThat(api.get(INTERACTIONS + "?start=t6").body()).isEqualTo("[]");
  }

  static Stream<Arguments> brokenLists() {
    return Stream.of(
        arguments("count=0", invalid("count", "must be an integer between 1 and 1000: was 0")),
        arguments(
            "start=a/b&count=1001",
            invalid(
                "start", "must be the id of an interaction: was a/b",
                "count", "must be an integer between 1 and 1000: was 1001")),
        arguments(
            "start=other", invalid("start", "must be an interaction of this session: was other")));
  }

  @ParameterizedTest
  @MethodSource("brokenLists")
  void list_brokenParameters_is422WithAllOfThem(String query, JsonNode expected) {
    Answer answer = api.get(INTERACTIONS + "?" + query);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(expected);
  }

  @Test
  void find_whatIsNotThereOrCannotBe_is404() {
    for (String id : List.of("other", "a%20b")) {
      String name = id.replace("%20", " ");
      assertThat(api.get(INTERACTIONS + "/" + id).json())
          .isEqualTo(
              error(
                  "INTERACTION_NOT_FOUND",
                  "Interaction " + name + " not found",
                  Map.of("interaction_id", name)));
    }
  }

  @Test
  void everyOperation_withoutTheSession_is404() {
    JsonNode expected =
        error("SESSION_NOT_FOUND", "Session no-such not found", Map.of("session_id", "no-such"));

    for (Answer answer :
        List.of(
            api.post(GONE + "/interactions", TURN),
            api.post(GONE + "/interactions", TURN, "Idempotency-Key", "k"),
            api.get(GONE + "/interactions"),
            api.get(GONE + "/interactions?start=other"),
            api.get(GONE + "/interactions/other"),
            api.get(GONE + "/interactions/a%20b"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json()).isEqualTo(expected);
    }
  }

  private static String message(String id, int index, String role, String content) {
    return "{\"id\":\""
        + id
        + "\",\"session_id\":\"tiger-castle\",\"interaction_id\":\"turn:1\",\"interaction_index\":"
        + index
        + ",\"role\":\""
        + role
        + "\",\"content\":\""
        + content
        + "\",\"timestamp\":\"2026-01-31T12:00:00.120Z\"}";
  }

  private static String turn(int messages, int toolCalls) {
    return "{\"messages\":["
        + String.join(",", Collections.nCopies(messages, "{\"role\":\"u\"}"))
        + "],\"tool_calls\":["
        + String.join(",", Collections.nCopies(toolCalls, "{\"name\":\"n\"}"))
        + "]}";
  }
}
