package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.redis.testing.RedisExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SIGTERM to the program itself, with a slow and a stuck request under way. */
class SignalIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static final String BODY = "{\"model_id\":\"gpt-4\",\"id\":\"slow-one\"}";
  private static final int LIMIT_SECONDS = 6;

  @Test
  void sigterm_givesNotice_letsTheSlowOneEnd_answersTheStuckOne_andEndsInTime() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("API_SHUTDOWN_TIMEOUT", String.valueOf(LIMIT_SECONDS));
    settings.put("API_SHUTDOWN_NOTICE", "2");
    settings.put("API_REQUEST_TIMEOUT", "60");
    try (ServerProcess server = ServerProcess.run(settings);
        Client slow = new Client(server.port());
        Client stuck = new Client(server.port())) {
      slow.send(post("Content-Length: " + BODY.length()) + "{");
      stuck.send(post("Content-Length: 10") + "{");
      assertThat(ask(server, "/health/ready")).startsWith("HTTP/1.1 200");

      long begun = System.nanoTime();
      server.terminate();

      await().until(() -> ask(server, "/health/ready").contains("\"status\":\"draining\""));
      assertThat(ask(server, "/api/v2/sessions")).startsWith("HTTP/1.1 200");
      await().until(() -> ask(server, "/api/v2/sessions").contains("SHUTTING_DOWN"));
      assertThat(ask(server, "/health/ready")).startsWith("HTTP/1.1 503");
      assertThat(ask(server, "/health/live")).startsWith("HTTP/1.1 200");
      slow.send(BODY.substring(1));
      assertThat(slow.rest()).startsWith("HTTP/1.1 201").contains("Connection: close");
      assertThat(stuck.rest()).startsWith("HTTP/1.1 503").contains("SHUTTING_DOWN", "Retry-After");
      assertThat(server.exitCode()).isEqualTo(128 + 15);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(took).isLessThan(Duration.ofSeconds(LIMIT_SECONDS + 1));
      assertThat(String.join("\n", server.output())).contains("stopped");
      assertThat(redis.cli("EXISTS", "agentc:session:{s:slow-one}")).contains("1");
    }
  }

  @Test
  void sigterm_nothingRuns_endsAfterTheNotice() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("API_SHUTDOWN_NOTICE", "0");
    settings.put("API_SHUTDOWN_TIMEOUT", "60");
    try (ServerProcess server = ServerProcess.run(settings)) {
      server.url();
      long begun = System.nanoTime();
      server.terminate();
      assertThat(server.exitCode()).isEqualTo(128 + 15);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
    }
  }

  private static String post(String lengthLine) {
    return "POST /api/v2/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        + lengthLine
        + "\r\n\r\n";
  }

  private static String ask(ServerProcess server, String path) {
    try (Client client = new Client(server.port())) {
      client.send("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      return client.rest();
    }
  }

  /** A connection that sends what it is told. */
  private static final class Client implements AutoCloseable {

    private final Socket socket;

    Client(int port) {
      try {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void send(String text) {
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** All that comes until the server closes. */
    String rest() {
      try {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
