package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.auth.Authentication;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;

/** Clients that no library would be, on a bare socket. */
class SlowAndBrokenClientsTest {

  private static final String LINE = "\r\n";
  private static final String END = LINE + LINE;
  private static final String POST =
      lines("POST /echo HTTP/1.1", "Host: x", "Content-Type: application/json");
  private static final int MAX_BODY = 64 * 1024;
  private static final int LARGE = 5_000_000;
  private static final int MAX_REPLIES = 8 * LARGE;

  private final Admission admission = new Admission(10, 1024 * 1024, MAX_REPLIES);
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch mayWrite = new CountDownLatch(1);
  private ApiServer server;

  @BeforeEach
  void start() {
    Duration brief = Duration.ofMillis(400);
    ServerLimits limits =
        new ServerLimits(
            MAX_BODY, 1024 * 1024, MAX_REPLIES, 10, 100, brief, brief, Duration.ofSeconds(5));
    server =
        ApiServer.create(
            new ApiConfig(
                ApiConfig.LOOPBACK, 0, limits, true, Shutdown.within(Duration.ofSeconds(2))),
            List.of(
                Endpoint.data(
                    Method.POST,
                    "/echo",
                    request -> {
                      String text = request.json().toString();
                      return CompletableFuture.completedFuture(
                          Reply.ok(out -> out.writeRawValue(text)));
                    }),
                Endpoint.open(
                    "/no-memory/{where}", Endpoint.JSON, SlowAndBrokenClientsTest::noMemory),
                Endpoint.open(
                    "/busy",
                    Endpoint.JSON,
                    r ->
                        CompletableFuture.supplyAsync(
                            () -> null,
                            task -> {
                              throw new RejectedExecutionException("a secret");
                            })),
                Endpoint.open(
                    "/large",
                    Endpoint.JSON,
                    r ->
                        CompletableFuture.completedFuture(Reply.ok(this::writeLarge).large(LARGE))),
                Endpoint.open("/never", Endpoint.JSON, r -> new CompletableFuture<>()),
                Endpoint.open(
                    "/fault",
                    Endpoint.JSON,
                    r -> CompletableFuture.failedFuture(new IllegalStateException("a secret")))),
            admission,
            Gate.of(Authentication.none()));
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void headersThatDoNotCome_connectionIsClosed() throws IOException {
    assertThat(exchange(get("/never") + "X-Slow:")).doesNotContain("HTTP/1.1 200");
  }

  @Test
  void aBodyThatDoesNotCome_isAnsweredByTheDeadline() throws IOException {
    assertThat(exchange(POST + "Content-Length: 10" + END + "{"))
        .startsWith("HTTP/1.1 400")
        .contains("MALFORMED_REQUEST", "The body did not arrive in time");
  }

  @Test
  void anOversizeChunkedBody_is413() throws IOException {
    String chunk = "4000" + LINE + " ".repeat(0x4000) + LINE;
    assertThat(exchange(POST + "Transfer-Encoding: chunked" + END + chunk.repeat(6) + "0" + END))
        .startsWith("HTTP/1.1 413")
        .contains("PAYLOAD_TOO_LARGE");
  }

  @Test
  void aPromisedOversizeBody_is413BeforeItIsSent() throws IOException {
    assertThat(exchange(POST + "Content-Length: 999999999" + END)).startsWith("HTTP/1.1 413");
  }

  @Test
  void aStageThatNeverEnds_is503AndItsPlaceIsFreed() throws Exception {
    assertThat(exchange(get("/never") + "Connection: close" + END))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 1", "REDIS_TIMEOUT");
    // The caller may have seen the end a moment before the exchange knows of it.
    assertThat(admission.awaitIdle(Duration.ofSeconds(2))).isTrue();
  }

  @Test
  void aFaultOfTheServer_isAFixedSentence() throws IOException {
    assertThat(exchange(get("/fault") + "Connection: close" + END))
        .startsWith("HTTP/1.1 500")
        .contains("INTERNAL_ERROR")
        .doesNotContain("a secret", "IllegalState");
  }

  @Test
  void workThatNoThreadTakesAnyMore_is503() throws IOException {
    assertThat(exchange(get("/busy") + "Connection: close" + END))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 1", "REDIS_OVERLOADED")
        .doesNotContain("a secret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"handler", "reply", "large-reply"})
  void anErrorOfTheMachine_isAnsweredToo_andItsPlaceIsFreed(String where) throws Exception {
    assertThat(exchange(get("/no-memory/" + where) + "Connection: close" + END))
        .startsWith("HTTP/1.1 500")
        .contains("INTERNAL_ERROR")
        .doesNotContain("a secret");
    assertThat(admission.awaitIdle(Duration.ofSeconds(2))).isTrue();
  }

  @Test
  void moreLargeRepliesThanThereIsRoomFor_are503AtOnce_andTheRoomIsGivenBack() throws Exception {
    String large = get("/large") + "Connection: close" + END;
    CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> sent(large));
    writing.await();

    assertThat(exchange(large))
        .startsWith("HTTP/1.1 503")
        .contains("Retry-After: 1", "REDIS_OVERLOADED");

    mayWrite.countDown();
    assertThat(first.join()).startsWith("HTTP/1.1 200");
    assertThat(exchange(large)).startsWith("HTTP/1.1 200");
    assertThat(admission.awaitIdle(Duration.ofSeconds(2))).isTrue();
    assertThat(admission.replyBytes()).isZero();
  }

  private void writeLarge(JsonGenerator out) {
    writing.countDown();
    try {
      mayWrite.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    out.writeString("x".repeat(LARGE));
  }

  private String sent(String request) {
    try {
      return exchange(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CompletionStage<Reply> noMemory(ApiRequest request) {
    String where = request.pathParameter("where");
    if (where.equals("handler")) {
      throw new OutOfMemoryError("a secret");
    }
    Reply reply =
        Reply.ok(
            out -> {
              throw new OutOfMemoryError("a secret");
            });
    return CompletableFuture.completedFuture(where.equals("reply") ? reply : reply.large(1));
  }

  @Test
  void headersBeyondTheLimit_areRefused() throws IOException {
    assertThat(exchange(get("/never") + "X: " + "y".repeat(40_000) + END))
        .doesNotContain("HTTP/1.1 2", "HTTP/1.1 503");
  }

  @Test
  void whileDraining_newRequestsAreRefused() throws IOException {
    server.refuseRequests();

    assertThat(exchange(get("/fault") + "X: y" + END))
        .startsWith("HTTP/1.1 503")
        .contains("SHUTTING_DOWN", "Connection: close");
  }

  private static String get(String path) {
    return lines("GET " + path + " HTTP/1.1", "Host: x");
  }

  private static String lines(String... lines) {
    return String.join(LINE, lines) + LINE;
  }

  /** All that comes back until the server closes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
