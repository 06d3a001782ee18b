package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.auth.Authentication;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** What is no HTTP, or not quite, gets the error of the contract and not Undertow's bare one. */
class UnreadableRequestsTest {

  private static final String HOST = "Host: x\r\n";
  private static final String POST =
      "POST /echo HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n";

  private static ApiServer server;

  @BeforeAll
  static void start() {
    ServerLimits limits = ServerLimits.defaults();
    server =
        ApiServer.create(
            new ApiConfig(
                ApiConfig.LOOPBACK, 0, limits, true, Shutdown.within(Duration.ofSeconds(2))),
            List.of(
                Endpoint.data(Method.POST, "/echo", UnreadableRequestsTest::answer),
                Endpoint.data(Method.GET, "/things/{id}", UnreadableRequestsTest::answer)),
            new Admission(100, limits.maxBodies(), limits.maxReplies()),
            Gate.of(Authentication.none()));
    server.start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static CompletableFuture<Reply> answer(ApiRequest request) {
    if (request.method().equals("POST")) {
      request.json();
    }
    return CompletableFuture.completedFuture(Reply.ok(out -> out.writeString("fine")));
  }

  static Stream<Arguments> requests() {
    return Stream.of(
        arguments("no hex digits in the path", get("/things/%zz", HOST)),
        arguments("half an escape in the path", get("/things/%4", HOST)),
        arguments("no UTF-8 in the path", get("/things/%c3%28", HOST)),
        arguments("no UTF-8 in an unknown path", get("/nothing/%ff", HOST)),
        arguments("no hex digits in the query", get("/things/a?q=%zz", HOST)),
        arguments("half an escape in the query", get("/things/a?q=%", HOST)),
        arguments("no UTF-8 in the query", get("/things/a?q=%80", HOST)),
        arguments("a bare letter beyond ASCII", get("/things/\u00e9", HOST)),
        arguments("a blank in the path", get("/things/a b", HOST)),
        arguments("a bracket in the path", get("/things/<a>", HOST)),
        arguments("no Host", get("/things/a", "")),
        arguments("two Hosts", get("/things/a", HOST + HOST)),
        arguments("a Host with a blank", get("/things/a", "Host: a b\r\n")),
        arguments("a Host with no such port", get("/things/a", "Host: x:99999\r\n")),
        arguments("half an IPv6 Host", get("/things/a", "Host: [::1\r\n")),
        arguments("a Host with a name and password", get("/things/a", "Host: u:p@x\r\n")),
        arguments("no request line", "rubbish\r\n\r\n"),
        arguments("a method that is no word", "G(T /things/a HTTP/1.1\r\n" + HOST + "\r\n"),
        arguments("no HTTP", "GET /things/a FTP/1.1\r\n" + HOST + "\r\n"),
        arguments("HTTP/2 out of the blue", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        arguments("a header without a colon", get("/things/a", HOST + "nonsense\r\n")),
        arguments("a header with a blank name", get("/things/a", HOST + "a b: c\r\n")),
        arguments("201 headers", get("/things/a", HOST + "X: y\r\n".repeat(200))),
        arguments("headers beyond 32 KiB", get("/things/a", HOST + "X: " + "y".repeat(33_000))),
        arguments("1001 parameters", get("/things/a?" + "q=1&".repeat(1001), HOST)),
        arguments("a length that is no number", POST + "Content-Length: ten\r\n\r\n"),
        arguments("a length below zero", POST + "Content-Length: -1\r\n\r\n"),
        arguments("two lengths", POST + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        arguments(
            "a length and chunks",
            POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void anUnreadableRequest_isAWhole400(String what, String request) throws IOException {
    List<String> replies = replies(request);

    assertThat(replies).hasSize(1);
    assertIsWholeRefusal(replies.get(0));
  }

  @Test
  void behindAGoodRequest_inOneWrite_bothAreAnswered() throws IOException {
    List<String> replies = replies(get("/things/a", HOST) + get("/things/%zz", HOST));

    assertThat(replies).hasSize(2);
    assertThat(replies.get(0)).startsWith("HTTP/1.1 200").endsWith("\"fine\"");
    assertIsWholeRefusal(replies.get(1));
  }

  /** The one that cannot be shaped: see RATIONALE.md. */
  @Test
  void aChunkOfNoSize_endsTheConnection() throws IOException {
    assertThat(replies(POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"))
        .containsExactly("");
  }

  @Test
  void whatOnlyLooksOdd_isServed() throws IOException {
    assertThat(replies(get("/things/%2Fa%3f%C3%A9;p=1", HOST + "Connection: close\r\n")))
        .singleElement()
        .asString()
        .startsWith("HTTP/1.1 200");
    assertThat(replies("GET /things/a HTTP/1.0\r\n\r\n"))
        .singleElement()
        .asString()
        .contains("200");
    assertThat(replies(get("http://x/things/a", HOST + "Connection: close\r\n")))
        .singleElement()
        .asString()
        .startsWith("HTTP/1.1 200");
  }

  private static void assertIsWholeRefusal(String reply) {
    String[] parts = reply.split("\r\n\r\n", 2);
    List<String> head = List.of(parts[0].split("\r\n"));
    assertThat(head.get(0)).isEqualTo("HTTP/1.1 400 Bad Request");
    assertThat(head).contains("Content-Type: application/json");
    JsonNode detail = JsonCodec.parse(parts[1]).get("detail");
    assertThat(detail.get("error").asString()).isEqualTo("MALFORMED_REQUEST");
    assertThat(detail.get("error_code").asString()).isEqualTo("MALFORMED_REQUEST");
    assertThat(detail.get("message").asString()).isNotBlank();
    assertThat(detail.get("params")).isEmpty();
    assertThat(head).contains("X-Request-Id: " + detail.get("request_id").asString());
  }

  private static String get(String target, String headers) {
    return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
  }

  /** Every reply until the server closes, or nothing more comes. */
  private static List<String> replies(String request) throws IOException {
    String all;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> replies = new ArrayList<>();
    int from = 0;
    for (int next = all.indexOf("HTTP/1.1 ", 1);
        next > 0;
        next = all.indexOf("HTTP/1.1 ", from + 1)) {
      replies.add(all.substring(from, next));
      from = next;
    }
    replies.add(all.substring(from));
    return replies;
  }
}
