package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A chat larger than the heap costs the server nothing but the time to read it page by page. */
class LargeChatIT {

  private static final int MESSAGES = 100;
  private static final int LARGE = 1_000_000;
  private static final int CALLERS = 16;
  private static final int READS = 25;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @TempDir Path directory;

  private final HttpClient client = HttpClient.newHttpClient();
  private int port;

  @Test
  void oneCaller_whoAsksForAChatLargerThanTheHeap_getsItInPages_andStopsNobodyElse()
      throws Exception {
    Map<String, String> settings = new HashMap<>(redis.settings());
    // As the deployment files have it: the first want of memory is the end.
    List<String> jvm = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    try (Program server = Program.start(directory, settings, jvm)) {
      String chat = chat(server, MESSAGES, LARGE);

      assertThat(read(chat + "?count=1000")).hasSize(MESSAGES);
      assertThat(read(chat + "?last=1000")).hasSize(MESSAGES);
      assertThat(send("GET", "/api/v2/sessions", "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void manyCallers_whoReadFullPagesAtOnce_slowOnesToo_getPagesOrA503_andTheServerLives()
      throws Exception {
    Map<String, String> settings = new HashMap<>(redis.settings());
    // Who does not take its reply is cut off after three times that.
    settings.put("API_REQUEST_TIMEOUT", "2");
    // More than the system's own buffers take of a reply.
    settings.put("API_MAX_BODY", "3MiB");
    List<String> jvm = List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");
    try (Program server = Program.start(directory, settings, jvm)) {
      String page = chat(server, 2, 3 * LARGE) + "?count=1000";

      assertThat(readAtOnce(server, page)).contains(200).isSubsetOf(200, 503);
      // All room is given back: what was read before is read again, as often as one likes.
      Awaitility.await().until(() -> send("GET", page, "").statusCode() == 200);
      for (int i = 0; i < READS; i++) {
        assertThat(send("GET", page, "").statusCode()).isEqualTo(200);
      }
      assertThat(server.output()).doesNotContain("OutOfMemoryError", "INTERNAL_ERROR");
    }
  }

  /** The statuses that the callers saw; some of them take nothing but the status. */
  private Set<Integer> readAtOnce(Program server, String page) throws Exception {
    Set<Integer> statuses = ConcurrentHashMap.newKeySet();
    List<Future<?>> all = new ArrayList<>();
    List<Socket> slow = new CopyOnWriteArrayList<>();
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      for (int caller = 0; caller < CALLERS; caller++) {
        boolean slowly = caller % 4 == 0;
        all.add(
            callers.submit(
                () -> {
                  for (int i = 0; i < READS; i++) {
                    statuses.add(slowly ? readStatus(page, slow) : readPage(page));
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError("the server said: " + server.output(), e);
    } finally {
      callers.shutdownNow();
      for (Socket socket : slow) {
        socket.close();
      }
    }
    return statuses;
  }

  private int readPage(String page) throws IOException, InterruptedException {
    HttpResponse<String> reply = send("GET", page, "");
    if (reply.statusCode() == 503) {
      assertThat(reply.headers().firstValue("Retry-After")).isPresent();
      assertThat(reply.body()).contains("\"error_code\":\"REDIS_");
    } else {
      assertThat(JsonCodec.parse(reply.body()).size()).isPositive();
    }
    return reply.statusCode();
  }

  /** Takes the status and no more; the connection stays until the others are done. */
  private int readStatus(String page, List<Socket> open) throws IOException {
    Socket socket = new Socket();
    open.add(socket);
    socket.setReceiveBufferSize(4096);
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String request = RawClient.request("GET " + page + " HTTP/1.1", "Host: 127.0.0.1");
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    return Integer.parseInt(new String(start, StandardCharsets.ISO_8859_1).substring(9));
  }

  /** The path of a new chat with so many large messages. */
  private String chat(Program server, int messages, int size)
      throws IOException, InterruptedException {
    port = server.port();
    Awaitility.await().until(() -> send("GET", "/health/ready", "").statusCode() == 200);
    HttpResponse<String> made = send("POST", "/api/v2/sessions", "{\"model_id\": \"m\"}");
    String session = JsonCodec.parse(made.body()).at("/id").asString();
    String chat = "/api/v2/chat/sessions/" + session + "/messages";
    String message = "{\"role\": \"user\", \"content\": \"" + "x".repeat(size) + "\"}";
    for (int i = 0; i < messages; i++) {
      assertThat(send("POST", chat, message).statusCode()).isEqualTo(201);
    }
    return chat;
  }

  /** The ids of all messages from here on. */
  private Set<String> read(String from) throws IOException, InterruptedException {
    Set<String> ids = new HashSet<>();
    for (Optional<String> next = Optional.of(from); next.isPresent(); ) {
      HttpResponse<String> page = send("GET", next.get(), "");
      assertThat(page.statusCode()).isEqualTo(200);
      JsonCodec.parse(page.body())
          .values()
          .forEach(entry -> assertThat(ids.add(entry.at("/id").asString())).isTrue());
      next =
          page.headers()
              .firstValue("Link")
              .map(link -> link.substring(link.indexOf('<') + 1, link.indexOf('>')));
    }
    return ids;
  }

  private HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
