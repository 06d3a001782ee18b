package dev.agentc.api;

import static dev.agentc.api.RunningApi.error;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 1 of the contract, on the session endpoints of the real server. */
class HttpRulesTest {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final String TIGER = SESSIONS + "/tiger-castle";
  private static final String BODY = "{\"model_id\":\"m\",\"id\":\"tiger-castle\"}";
  private static final byte[] NOTHING = {};

  private final Repositories repositories =
      storage().open(RepositoryConfig.builder().build(), Clock.systemUTC());
  private RunningApi api;

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @BeforeEach
  void start() {
    api = RunningApi.start(new SessionEndpoints(repositories.sessions()).all());
  }

  @AfterEach
  void stop() {
    api.close();
    repositories.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/api/v2",
        "/api/v2/nothing",
        "/api/v2/sessions/tiger-castle/nothing",
        "/api/v2/sessions/tiger-castle/",
        "/api/v2/sessions//agent",
        "/api/v2//sessions",
        "//api/v2/sessions",
        "/API/v2/sessions",
        "/api/v2/sessions%2F",
        "/api/v2/../v2/sessions"
      })
  void anUnknownPath_is404(String path) {
    Answer answer = api.get(path);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json())
        .isEqualTo(error("NOT_FOUND", "There is nothing at this path", Map.of()));
    assertThat(api.post(path, "{}").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,/api/v2/sessions,'GET, HEAD, POST'",
    "DELETE,/api/v2/sessions/,'GET, HEAD, POST'",
    "POST,/api/v2/sessions/tiger-castle,'DELETE, GET, HEAD, PATCH'",
    "PUT,/api/v2/sessions/tiger-castle,'DELETE, GET, HEAD, PATCH'",
    "DELETE,/api/v2/sessions/tiger-castle/agent,'GET, HEAD, PATCH'",
    "BREW,/api/v2/sessions,'GET, HEAD, POST'",
    "get,/api/v2/sessions,'GET, HEAD, POST'",
    "TRACE,/api/v2/sessions,'GET, HEAD, POST'"
  })
  void anotherMethod_is405AndSaysWhich(String method, String path, String allow) {
    Answer answer = api.send(method, path, NOTHING);

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).hasValue(allow);
    assertThat(answer.json())
        .isEqualTo(error("METHOD_NOT_ALLOWED", "This path does not take this method", Map.of()));
  }

  @Test
  void head_isGetWithoutTheBody() {
    api.post(SESSIONS, BODY);
    for (String path : List.of(TIGER, SESSIONS, TIGER + "/agent", SESSIONS + "/no-such")) {
      Answer get = api.get(path);
      Answer head = api.send("HEAD", path, NOTHING);

      assertThat(head.status()).isEqualTo(get.status());
      assertThat(head.body()).isEmpty();
      for (String name : List.of("Content-Type", "Content-Length", "ETag", "X-Request-Id")) {
        assertThat(head.header(name)).as(path + " " + name).isEqualTo(get.header(name));
      }
    }
  }

  @Test
  void aCollection_hasAnOptionalSlash() {
    assertThat(api.post(SESSIONS + "/", BODY).status()).isEqualTo(201);
    assertThat(api.get(SESSIONS + "/").body()).isEqualTo(api.get(SESSIONS).body());
    assertThat(api.get(TIGER + "/agent/").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/json;charset=utf-8",
        "Application/JSON; charset=\"UTF-8\"",
        "application/vnd.agentc+json",
        "application/merge-patch+json"
      })
  void whatIsCalledJson_isRead(String type) {
    assertThat(api.send("POST", SESSIONS, utf8(BODY), "Content-Type", type).status())
        .isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/json",
        "application/xml",
        "application/jsonp",
        "application/x-www-form-urlencoded",
        "application/json;charset=iso-8859-1",
        "application/json;charset=utf-16",
        "json",
        "*/*"
      })
  void whatIsNotCalledJson_is415(String type) {
    Answer refused = api.send("POST", SESSIONS, utf8(BODY), "Content-Type", type);

    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.json())
        .isEqualTo(
            error(
                "UNSUPPORTED_MEDIA_TYPE",
                "The body must be application/json or application/*+json, in UTF-8, not compressed",
                Map.of()));
  }

  @Test
  void aBodyWithoutAType_is415_noBodyIsNoJson() {
    assertThat(api.send("POST", SESSIONS, utf8(BODY)).status()).isEqualTo(415);
    assertThat(api.send("PATCH", TIGER, utf8("{}")).status()).isEqualTo(415);
    assertThat(api.send("POST", SESSIONS, NOTHING).status()).isEqualTo(400);
    assertThat(
            api.send(
                    "POST",
                    SESSIONS,
                    utf8(BODY),
                    "Content-Type",
                    "application/json",
                    "Content-Encoding",
                    "gzip")
                .status())
        .isEqualTo(415);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/json | 200",
        "*/* | 200",
        "application/* | 200",
        "text/html, application/json;q=0.1 | 200",
        "text/html, */*;q=0.1 | 200",
        "APPLICATION/JSON | 200",
        "text/html | 406",
        "application/xml, text/* | 406",
        "application/json;q=0 | 406",
        "*/*;q=0.5, application/json;q=0.0 | 406",
        "application/vnd.agentc+json | 406"
      })
  void accept_mustNotRuleOutJson(String accept, int status) {
    Answer answer = api.get(SESSIONS, "Accept", accept);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 406) {
      assertThat(answer.json())
          .isEqualTo(error("NOT_ACCEPTABLE", "This API answers application/json", Map.of()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1024 * 1024 + 1, 3 * 1024 * 1024})
  void aBodyBeyondTheLimit_is413_announcedOrInChunks(int size) throws Exception {
    byte[] body = utf8(" ".repeat(size - 2) + "{}");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api.url() + SESSIONS))
            .header("Content-Type", "application/json")
            .header("X-Request-Id", RunningApi.REQUEST_ID);
    HttpClient client = HttpClient.newHttpClient();
    for (HttpRequest.BodyPublisher publisher :
        List.of(
            BodyPublishers.ofByteArray(body),
            BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body)))) {
      HttpResponse<String> refused =
          client.send(request.POST(publisher).build(), BodyHandlers.ofString());

      assertThat(refused.statusCode()).isEqualTo(413);
      assertThat(JsonCodec.parse(refused.body()))
          .isEqualTo(
              error(
                  "PAYLOAD_TOO_LARGE",
                  "The body must be at most 1048576 bytes",
                  Map.of("limit", 1_048_576)));
    }
  }

  @Test
  void aBodyOfExactlyTheLimit_isRead() {
    String body = BODY + " ".repeat(1024 * 1024 - BODY.length());

    assertThat(api.post(SESSIONS, body).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "~!\"#{}|,;:=", "0123456789abcdef"})
  void aRequestId_thatMayStandInALog_isKept(String id) throws Exception {
    for (String path : List.of(SESSIONS, "/nothing", SESSIONS + "?limit=x")) {
      assertThat(requestIds(path, id)).containsExactly(id);
    }
    assertThat(requestIds(SESSIONS, "x".repeat(128))).containsExactly("x".repeat(128));
  }

  @Test
  void anotherRequestId_isReplaced() throws Exception {
    List<String> fresh = new ArrayList<>();
    for (String id : List.of("", "two words", "x".repeat(129), "\u00e9", "tab\there")) {
      fresh.addAll(requestIds(SESSIONS, id));
    }
    fresh.addAll(requestIds(SESSIONS, null));

    assertThat(fresh).hasSize(6).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{32}"));
  }

  @Test
  void sessionsSwitchedOff_is503() {
    try (RunningApi off =
        RunningApi.startWithoutSessions(new SessionEndpoints(repositories.sessions()).all())) {
      for (Answer answer : List.of(off.get(SESSIONS), off.post(SESSIONS, BODY), off.get(TIGER))) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("/detail/error_code")).isEqualTo("REDIS_UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isPresent();
      }
      assertThat(off.get("/nothing").status()).isEqualTo(404);
    }
  }

  /** On a bare socket: a client of a library would refuse to send some of them. */
  private List<String> requestIds(String path, @Nullable String id) throws Exception {
    String header = id == null ? "" : "X-Request-Id: " + id + "\r\n";
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(api.url()).getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + header + "\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.startsWith("X-Request-Id: "))
          .map(line -> line.substring("X-Request-Id: ".length()))
          .toList();
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
