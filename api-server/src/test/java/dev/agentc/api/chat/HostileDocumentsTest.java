package dev.agentc.api.chat;

import static dev.agentc.api.chat.ChatApi.CHAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.Storage;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostileDocumentsTest {

  private final ChatApi chat = ChatApi.start(storage());

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  static Stream<Arguments> documents() {
    return Stream.of(
        arguments("arrays 10,000 deep", content(nested("[", "]", 10_000)), 422),
        arguments("objects 10,000 deep", content(nested("{\"a\":", "}", 10_000)), 422),
        arguments("never closed", "[".repeat(100_000), 422),
        arguments("100,000 keys", "{\"role\":\"u\"," + keys(100_000) + "}", 422),
        arguments("NaN", content("NaN"), 400),
        arguments("Infinity", content("-Infinity"), 400),
        arguments("lone high surrogate", content("\"\\ud800\""), 422),
        arguments("lone low surrogate in a key", content("{\"\\udc00\":1}"), 422),
        arguments("duplicate key", "{\"role\":\"a\",\"role\":\"b\"}", 400),
        arguments("duplicate key below", content("[{\"a\":1,\"\\u0061\":1}]"), 400),
        arguments("a number of 2,000 digits", content("9".repeat(2_000)), 422),
        arguments("a comment", "{\"role\":\"u\"/* */}", 400),
        arguments("single quotes", "{'role':'u'}", 400),
        arguments("a trailing comma", "{\"role\":\"u\",}", 400),
        arguments("two documents", "{\"role\":\"u\"} {}", 400),
        arguments("a raw control character", content("\"\n\""), 400),
        arguments("nothing", " ", 400));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("documents")
  void aHostileDocument_isRefusedWithItsReason(String name, String document, int status) {
    Answer answer = chat.api.post(CHAT + "/messages", document);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.text("/detail/error_code"))
        .isEqualTo(status == 400 ? "MALFORMED_REQUEST" : "VALIDATION_ERROR");
    assertThat(answer.body()).hasSizeLessThan(500);
    assertThat(chat.api.get(CHAT + "/messages").body()).isEqualTo("[]");
  }

  @Test
  void badUtf8_is400() {
    byte[] body = "{\"role\":\"?\"}".getBytes(StandardCharsets.UTF_8);
    body[9] = (byte) 0xff;

    Answer answer =
        chat.api.send("POST", CHAT + "/messages", body, "Content-Type", "application/json");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.text("/detail/message")).isEqualTo("The body must be UTF-8");
  }

  @Test
  void aDeepAndBroadDocumentWithinTheLimits_isTaken() {
    assertThat(chat.api.put(CHAT + "/managed_meta/deep", nested("[", "]", 500)).status())
        .isEqualTo(200);
    chat.api.delete(CHAT + "/managed_meta/deep");
  }

  private static String content(String json) {
    return "{\"role\":\"user\",\"content\":" + json + "}";
  }

  private static String nested(String open, String close, int depth) {
    return open.repeat(depth - 1) + (open.equals("[") ? "[]" : "{}") + close.repeat(depth - 1);
  }

  private static String keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + Integer.toString(i, 36) + "\":0")
        .collect(Collectors.joining(","));
  }
}
