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
import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.RepositoryConfig;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class EntryEndpointsTest {

  private static final String MESSAGES = CHAT + "/messages";
  private static final String TOOL_CALLS = CHAT + "/tool_calls";
  private static final String HELLO = "{\"role\":\"user\",\"content\":\"hello\"}";
  private static final String TIME_RULE = "must be an RFC 3339 time such as 2026-01-31T12:00:00Z";
  private static final String BOUND_RULE =
      "must be -, + (written %2B), an id, (id or an RFC 3339 time (its + written %2B): was ";

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
  void append_aMessage_is201WithItsId() {
    Answer answer = api.post(MESSAGES, HELLO);

    assertThat(answer.status()).isEqualTo(201);
    String id = answer.text("/id");
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"Message added to session\",\"id\":\""
                + id
                + "\",\"session_id\":\"tiger-castle\"}");
    assertThat(answer.header("Location")).contains(MESSAGES + "/" + id);
    assertThat(api.get(MESSAGES + "/" + id).body())
        .isEqualTo(
            "{\"id\":\""
                + id
                + "\",\"session_id\":\"tiger-castle\",\"role\":\"user\",\"content\":\"hello\","
                + "\"timestamp\":\"2026-01-31T12:00:00.120Z\"}");
  }

  @Test
  void append_aToolCall_is201WithItsId() {
    Answer answer = api.post(TOOL_CALLS, "{\"name\":\"search\",\"arguments\":{\"q\":1.10}}");

    assertThat(answer.status()).isEqualTo(201);
    String id = answer.text("/id");
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"success\",\"message\":\"Tool call added to session\",\"id\":\""
                + id
                + "\",\"session_id\":\"tiger-castle\"}");
    assertThat(api.get(TOOL_CALLS + "/" + id).text("/name")).isEqualTo("search");
    assertThat(api.get(MESSAGES + "/" + id).status()).isEqualTo(404);
  }

  @Test
  void append_whatTheServerSets_isTakenOutAndTheCallersIdIsKept() {
    Answer added =
        api.post(
            MESSAGES,
            "{\"id\":7,\"session_id\":\"x\",\"interaction_id\":\"y\",\"interaction_index\":3,"
                + "\"role\":\"user\",\"timestamp\":\"2020-01-01t00:00:00.5+05:30\"}");

    assertThat(api.get(MESSAGES + "/" + added.text("/id")).body())
        .isEqualTo(
            "{\"id\":\""
                + added.text("/id")
                + "\",\"session_id\":\"tiger-castle\",\"client_id\":7,\"role\":\"user\","
                + "\"timestamp\":\"2020-01-01t00:00:00.5+05:30\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "\"text\"",
        "[{\"type\":\"text\",\"text\":\"a\"},[]]",
        "{\"a\":{\"b\":[]}}",
        "9007199254740993",
        "123456789012345678901234567890.10",
        "1E+400",
        "true",
        "\"\\u0000\\u001f\ud83d\ude00\\\"\\\\/\"",
        "\"123\""
      })
  void append_anyContent_comesBackAsTheSameValue(String content) {
    Answer added = api.post(MESSAGES, "{\"role\":\"user\",\"content\":" + content + "}");

    JsonNode read = api.get(MESSAGES + "/" + added.text("/id")).json();

    assertThat(read.get("content")).isEqualTo(JsonCodec.parse(content));
  }

  static Stream<Arguments> brokenMessages() {
    return Stream.of(
        arguments("{}", invalid("role", "is required")),
        arguments("{\"role\":null}", invalid("role", "must be a string")),
        arguments("{\"role\":1}", invalid("role", "must be a string")),
        arguments(
            "{\"role\":\"\"}", invalid("role", "must have 1 to 64 characters: was 0 characters")),
        arguments(
            "{\"role\":\"" + "x".repeat(65) + "\"}",
            invalid("role", "must have 1 to 64 characters: was 65 characters")),
        arguments(
            "{\"role\":\"user\",\"timestamp\":\"yesterday\"}", invalid("timestamp", TIME_RULE)),
        arguments("{\"role\":\"user\",\"timestamp\":null}", invalid("timestamp", TIME_RULE)),
        arguments("{\"role\":\"user\",\"timestamp\":1712}", invalid("timestamp", TIME_RULE)),
        arguments(
            "{\"content\":1,\"timestamp\":\"2026-01-31T12:00:00\"}",
            invalid("role", "is required", "timestamp", TIME_RULE)));
  }

  @ParameterizedTest
  @MethodSource("brokenMessages")
  void append_aBrokenMessage_is422WithAllThatIsWrongAndNothingIsWritten(
      String body, JsonNode expected) {
    Answer answer = api.post(MESSAGES, body);

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json()).isEqualTo(expected);
    assertThat(api.get(MESSAGES).body()).isEqualTo("[]");
  }

  @Test
  void append_aToolCallWithoutName_is422() {
    assertThat(api.post(TOOL_CALLS, "{\"role\":\"tool\"}").json())
        .isEqualTo(invalid("name", "is required"));
  }

  @Test
  void append_whatIsNoObject_is400() {
    for (String body : List.of("[]", "\"text\"", "null", "1")) {
      Answer answer = api.post(MESSAGES, body);
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.json())
          .isEqualTo(error("MALFORMED_REQUEST", "The body must be a JSON object", Map.of()));
    }
  }

  @Test
  void append_theSameKeyAgain_writesOnceAndSaysSo() {
    Answer first = api.post(MESSAGES, HELLO, "Idempotency-Key", "k");
    Answer second = api.post(MESSAGES, HELLO, "Idempotency-Key", "k");

    assertThat(second.status()).isEqualTo(201);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.header("Idempotency-Replayed")).contains("true");
    assertThat(api.get(MESSAGES).header("X-Total-Count")).contains("1");
  }

  @Test
  void append_theSameKeyElsewhere_isAnotherKey() {
    api.post(MESSAGES, HELLO, "Idempotency-Key", "k");

    Answer toolCall = api.post(TOOL_CALLS, "{\"name\":\"n\"}", "Idempotency-Key", "k");

    assertThat(toolCall.status()).isEqualTo(201);
    assertThat(toolCall.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  void append_theSameKeyWithOtherBytes_is422AndWritesNothing() {
    api.post(MESSAGES, HELLO, "Idempotency-Key", "k");

    Answer answer = api.post(MESSAGES, HELLO + " ", "Idempotency-Key", "k");

    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.json())
        .isEqualTo(
            error(
                "IDEMPOTENCY_KEY_REUSED",
                "The idempotency key was used before with another request",
                Map.of()));
    assertThat(api.get(MESSAGES).header("X-Total-Count")).contains("1");
  }

  @Test
  void append_toAFullChat_is409() {
    try (ChatApi small = ChatApi.start(storage(), RepositoryConfig.builder().chatMaxMessages(1))) {
      small.api.post(MESSAGES, HELLO);

      Answer answer = small.api.post(MESSAGES, HELLO);

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.json())
          .isEqualTo(
              error(
                  "CHAT_FULL",
                  "Session tiger-castle holds its most entries: 1",
                  Map.of("limit", 1)));
      assertThat(small.api.post(TOOL_CALLS, "{\"name\":\"n\"}").status()).isEqualTo(201);
    }
  }

  @Test
  void append_toAFullChatThatTrims_dropsTheOldest() {
    try (ChatApi small =
        ChatApi.start(
            storage(),
            RepositoryConfig.builder().chatMaxMessages(2).chatOverflow(ChatOverflow.TRIM))) {
      IntStream.range(0, 3).forEach(i -> small.api.post(MESSAGES, numbered(i)));

      assertThat(contents(small.api.get(MESSAGES))).containsExactly("1", "2");
    }
  }

  @Test
  void everyOperation_withoutTheSession_is404() {
    JsonNode expected =
        error("SESSION_NOT_FOUND", "Session no-such not found", Map.of("session_id", "no-such"));

    for (String kind : List.of("/messages", "/tool_calls")) {
      for (Answer answer :
          List.of(
              api.post(GONE + kind, "{\"role\":\"user\",\"name\":\"n\"}"),
              api.post(GONE + kind, "{\"role\":\"u\",\"name\":\"n\"}", "Idempotency-Key", "k"),
              api.get(GONE + kind),
              api.get(GONE + kind + "?last=5"),
              api.get(GONE + kind + "/1-0"),
              api.get(GONE + kind + "/nonsense"))) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tiger", "Tiger-Castle", "tiger_castle", "a-b-c-d-e", "tiger%20castle"})
  void everyOperation_ofASessionThatCannotBe_is404(String session) {
    String path = "/api/v2/chat/sessions/" + session + "/messages";
    String name = session.replace("%20", " ");
    JsonNode expected =
        error("SESSION_NOT_FOUND", "Session " + name + " not found", Map.of("session_id", name));

    for (Answer answer : List.of(api.get(path), api.get(path + "/1-0"), api.post(path, HELLO))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-0", "nonsense", "1", "1-0-0", "99999999999999999999999-0", "0-0"})
  void find_whatIsNotThere_is404(String id) {
    api.post(MESSAGES, HELLO);

    assertThat(api.get(MESSAGES + "/" + id).json())
        .isEqualTo(
            error("MESSAGE_NOT_FOUND", "Message " + id + " not found", Map.of("message_id", id)));
    assertThat(api.get(TOOL_CALLS + "/" + id).json())
        .isEqualTo(
            error(
                "TOOL_CALL_NOT_FOUND",
                "Tool call " + id + " not found",
                Map.of("tool_call_id", id)));
  }

  @Test
  void find_anIdWithLeadingZeros_isNotThatMessage() {
    String id = api.post(MESSAGES, HELLO).text("/id");

    assertThat(api.get(MESSAGES + "/0" + id).status()).isEqualTo(404);
  }

  @Test
  void range_ofNothing_isEmpty() {
    Answer answer = api.get(MESSAGES + "/");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("[]");
    assertThat(answer.header("X-Total-Count")).contains("0");
    assertThat(answer.header("Link")).isEmpty();
  }

  @Test
  void range_byBoundsOrderAndCount_isWhatTheySay() {
    List<String> ids = append(6);

    assertThat(contents(api.get(MESSAGES))).containsExactly("0", "1", "2", "3", "4", "5");
    assertThat(contents(api.get(MESSAGES + "?start=-&end=%2B&count=100&order=asc"))).hasSize(6);
    assertThat(contents(api.get(MESSAGES + "?start=" + ids.get(4)))).containsExactly("4", "5");
    assertThat(contents(api.get(MESSAGES + "?start=(" + ids.get(4)))).containsExactly("5");
    assertThat(contents(api.get(MESSAGES + "?end=" + ids.get(1)))).containsExactly("0", "1");
    assertThat(contents(api.get(MESSAGES + "?end=(" + ids.get(1)))).containsExactly("0");
    assertThat(contents(api.get(MESSAGES + "?order=desc&count=2"))).containsExactly("5", "4");
    assertThat(
            contents(api.get(MESSAGES + "?order=desc&start=" + ids.get(1) + "&end=(" + ids.get(3))))
        .containsExactly("2", "1");
    assertThat(contents(api.get(MESSAGES + "?last=2"))).containsExactly("4", "5");
    assertThat(contents(api.get(MESSAGES + "?last=1000"))).hasSize(6);
  }

  @Test
  void range_byTimes_goesByTheTimeOfWriting() {
    List<String> ids = append(6);
    Instant first = ChatApi.writtenAt(ids.get(0));
    Instant last = ChatApi.writtenAt(ids.get(5));
    String zoned = last.atOffset(ZoneOffset.ofHours(1)).toString().replace("+", "%2B");

    assertThat(contents(api.get(MESSAGES + "?start=" + first))).hasSize(6);
    assertThat(contents(api.get(MESSAGES + "?end=" + zoned))).hasSize(6);
    assertThat(contents(api.get(MESSAGES + "?start=" + last.plusMillis(1)))).isEmpty();
    assertThat(contents(api.get(MESSAGES + "?end=" + first.minusMillis(1)))).isEmpty();
  }

  @Test
  void range_beyondEitherEnd_isEmpty() {
    append(2);
    String highest = "18446744073709551615-18446744073709551615";

    for (String query :
        List.of(
            "start=%2B",
            "end=-",
            "start=%2B&end=-&order=desc",
            "start=(" + highest,
            "end=(0-0",
            "end=1900-01-01T00:00:00Z",
            "start=9999-12-31T23:59:59Z",
            "start=" + highest)) {
      Answer answer = api.get(MESSAGES + "?" + query);
      assertThat(answer.body()).as(query).isEqualTo("[]");
      assertThat(answer.header("X-Total-Count")).contains("2");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"order=asc", "order=desc"})
  void range_byLink_showsEveryMessageOnceAndKeepsTheOtherParameters(String order) {
    append(25);
    List<String> expected =
        IntStream.range(0, 25)
            .map(i -> order.endsWith("desc") ? 24 - i : i)
            .mapToObj(Integer::toString)
            .toList();

    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.of(MESSAGES + "?count=10&" + order + "&tag=a%26b&tag=c%20d");
    while (next.isPresent()) {
      Answer page = api.get(next.get());
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("X-Total-Count")).contains("25");
      seen.addAll(contents(page));
      next = next(page);
      next.ifPresent(
          link -> assertThat(link).contains("count=10", order, "tag=a%26b", "tag=c%20d"));
    }

    assertThat(seen).isEqualTo(expected);
  }

  @Test
  void range_aFullLastPage_hasNoLink() {
    append(10);

    assertThat(api.get(MESSAGES + "?count=10").header("Link")).isEmpty();
    assertThat(api.get(MESSAGES + "?last=5").header("Link")).isEmpty();
  }

  @Test
  void range_aTimeInTheLink_isPercentEncoded() {
    append(3);

    Answer page = api.get(MESSAGES + "?count=1&end=9999-01-31T13:00:00.120%2B01:00");

    assertThat(page.header("Link").orElseThrow())
        .contains("end=9999-01-31T13%3A00%3A00.120%2B01%3A00")
        .endsWith(">; rel=\"next\"");
  }

  static Stream<Arguments> brokenRanges() {
    return Stream.of(
        arguments("count=0", invalid("count", "must be an integer between 1 and 1000: was 0")),
        arguments(
            "count=1001", invalid("count", "must be an integer between 1 and 1000: was 1001")),
        arguments("count=1.5", invalid("count", "must be an integer between 1 and 1000: was 1.5")),
        arguments("last=0", invalid("last", "must be an integer between 1 and 1000: was 0")),
        arguments("last=x", invalid("last", "must be an integer between 1 and 1000: was x")),
        arguments("order=up", invalid("order", "must be asc or desc: was up")),
        arguments("start=", invalid("start", BOUND_RULE)),
        arguments("start=abc", invalid("start", BOUND_RULE + "abc")),
        arguments("start=5", invalid("start", BOUND_RULE + "5")),
        arguments("start=((1-0", invalid("start", BOUND_RULE + "((1-0")),
        arguments("end=+", invalid("end", BOUND_RULE + " ")),
        arguments("end=2026-01-31", invalid("end", BOUND_RULE + "2026-01-31")),
        arguments("count=1&count=2", invalid("count", "must be given once: was given 2 times")),
        arguments(
            "last=5&start=-&end=%2B&count=5&order=asc",
            invalid(
                "start", "must not be given with last",
                "end", "must not be given with last",
                "count", "must not be given with last",
                "order", "must not be given with last")),
        arguments(
            "start=x&end=y&count=-1&order=z",
            invalid(
                "start",
                BOUND_RULE + "x",
                "end",
                BOUND_RULE + "y",
                "count",
                "must be an integer between 1 and 1000: was -1",
                "order",
                "must be asc or desc: was z")));
  }

  @ParameterizedTest
  @MethodSource("brokenRanges")
  void range_brokenParameters_is422WithAllOfThem(String query, JsonNode expected) {
    for (String path : List.of(MESSAGES, TOOL_CALLS)) {
      Answer answer = api.get(path + "?" + query);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json()).isEqualTo(expected);
    }
  }

  @Test
  void otherMethods_are405() {
    Answer answer = api.delete(MESSAGES);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, HEAD, POST");
  }

  private List<String> append(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> api.post(MESSAGES, numbered(i)).text("/id"))
        .toList();
  }

  private static String numbered(int number) {
    return "{\"role\":\"user\",\"content\":\"" + number + "\"}";
  }

  private static List<String> contents(Answer list) {
    assertThat(list.status()).isEqualTo(200);
    List<String> contents = new ArrayList<>();
    list.json().forEach(message -> contents.add(message.get("content").asString()));
    return contents;
  }

  private static Optional<String> next(Answer page) {
    return page.header("Link").map(link -> link.substring(1, link.indexOf('>')));
  }
}
