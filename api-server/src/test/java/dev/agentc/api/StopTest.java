package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.auth.Authentication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stop gives notice, lets what runs end, and answers what does not. */
class StopTest {

  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Admission admission = new Admission(10, 1024 * 1024, 1024 * 1024);
  private final CompletableFuture<Reply> slow = new CompletableFuture<>();
  private final CountDownLatch running = new CountDownLatch(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private ApiServer server;
  private int port;

  @BeforeEach
  void start() {
    ApiConfig config =
        new ApiConfig(
            ApiConfig.LOOPBACK,
            0,
            ServerLimits.defaults(),
            true,
            new Shutdown(Duration.ofMillis(100), LIMIT));
    server =
        ApiServer.create(
            config,
            List.of(
                Endpoint.data(Method.GET, "/quick", r -> CompletableFuture.completedFuture(word())),
                Endpoint.data(Method.GET, "/slow", r -> begun(slow)),
                Endpoint.data(Method.GET, "/stuck", r -> begun(new CompletableFuture<>())),
                Endpoint.health(
                    "/ready",
                    r ->
                        CompletableFuture.completedFuture(
                            Reply.json(admission.isDraining() ? 503 : 200, o -> o.writeNull())))),
            admission,
            Gate.of(Authentication.none()));
    server.start();
    port = server.port();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void announced_readySaysSo_requestsAreServedAndConnectionsClosed() {
    server.announceClosing();

    assertThat(get("/ready").join().statusCode()).isEqualTo(503);
    HttpResponse<String> served = get("/quick").join();
    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(served.headers().firstValue("Connection")).hasValue("close");
  }

  @Test
  void refusing_newRequestsAre503_healthIsAnswered() {
    server.announceClosing();
    server.refuseRequests();

    HttpResponse<String> refused = get("/quick").join();
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).contains("SHUTTING_DOWN");
    assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
    assertThat(get("/ready").join().statusCode()).isEqualTo(503);
  }

  @Test
  void closing_isNotTakenBackByAnAnnouncement() {
    server.refuseRequests();
    server.announceClosing();

    assertThat(get("/quick").join().statusCode()).isEqualTo(503);
  }

  @Test
  void stop_theSlowOneEnds_theStuckOneGets503_withinTheLimit() throws Exception {
    CompletableFuture<HttpResponse<String>> slowOne = get("/slow");
    CompletableFuture<HttpResponse<String>> stuckOne = get("/stuck");
    assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
    long begun = System.nanoTime();

    CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(this::stopped);
    slow.complete(word());

    assertThat(slowOne.join().statusCode()).isEqualTo(200);
    assertThat(stuckOne.join().statusCode()).isEqualTo(503);
    assertThat(stuckOne.join().body()).contains("SHUTTING_DOWN");
    assertThat(stopped.join()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
  }

  @Test
  void stop_nothingRuns_isDoneAfterTheNotice() throws Exception {
    assertThat(server.stop()).isTrue();
    assertThatThrownBy(() -> get("/quick").join()).hasCauseInstanceOf(IOException.class);
  }

  @Test
  void aNotice_ofMoreThanHalfOfTheLimit_isRefused() {
    assertThatThrownBy(() -> new Shutdown(Duration.ofSeconds(6), Duration.ofSeconds(10)))
        .hasMessage("notice must be from 0 to half of the limit of PT10S: was PT6S");
    assertThat(Shutdown.within(Duration.ofSeconds(10)).notice()).isEqualTo(Duration.ofSeconds(2));
  }

  private CompletableFuture<Reply> begun(CompletableFuture<Reply> reply) {
    running.countDown();
    return reply;
  }

  private boolean stopped() {
    try {
      return server.stop();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Reply word() {
    return Reply.ok(out -> out.writeString("well"));
  }

  private CompletableFuture<HttpResponse<String>> get(String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }
}
