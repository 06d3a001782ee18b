package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.testing.EchoServer.Seen;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpProxyTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int SHORT_MILLIS = 150;

  private final EchoServer server = new EchoServer();
  private final TcpProxy network = TcpProxy.to("127.0.0.1", server.port());

  @AfterEach
  void close() {
    network.close();
    server.close();
  }

  @Test
  void withoutFaults_everyByteIsCarried_bothWays() throws Exception {
    byte[] much = "0123456789".repeat(200_000).getBytes(US_ASCII);
    try (Socket client = connect()) {
      Thread sender =
          TcpProxy.thread(
              "test",
              () -> {
                try {
                  client.getOutputStream().write(much);
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });

      assertThat(client.getInputStream().readNBytes(much.length)).isEqualTo(much);
      sender.join();
    }
    assertThat(network.toServer().carried()).isEqualTo(much.length);
    assertThat(network.toClient().carried()).isEqualTo(much.length);
  }

  @Test
  void endOfTheClient_reachesTheServer_andNothingStays() throws Exception {
    try (Socket client = connect()) {
      assertThat(ask(client, "x")).isEqualTo("x");
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    until(() -> server.count(Seen.CLOSED) == 1);
    until(() -> network.connections() == 0);
  }

  @Test
  void settings_leadThroughIt() {
    assertThat(
            network.settings(
                Map.of("REDIS_HOST", "elsewhere", "REDIS_PORT", "1", "REDIS_PASSWORD", "secret")))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "REDIS_HOST",
                "127.0.0.1",
                "REDIS_PORT",
                Integer.toString(network.port()),
                "REDIS_PASSWORD",
                "secret"));
  }

  @Test
  void latency_isAddedEachWay_andOrderStays() throws Exception {
    try (Socket client = connect()) {
      ask(client, "warm");
      network.flows().forEach(flow -> flow.latency(Duration.ofMillis(60), Duration.ofMillis(20)));

      long began = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        client.getOutputStream().write(("" + i).getBytes(US_ASCII));
        client.getOutputStream().flush();
      }
      String reply = read(client, 10);
      Duration took = Duration.ofNanos(System.nanoTime() - began);

      assertThat(reply).isEqualTo("0123456789");
      // Once there and once back, not ten times.
      assertThat(took).isBetween(Duration.ofMillis(120), Duration.ofMillis(900));
    }
  }

  @Test
  void jitter_isTheSameInEveryRun() {
    ProxyFlow one = new ProxyFlow(7);
    ProxyFlow other = new ProxyFlow(7);

    for (int i = 0; i < 100; i++) {
      assertThat(one.chance()).isEqualTo(other.chance()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void bandwidth_limitsBytesPerSecond() throws Exception {
    network.toServer().bandwidth(20_000);
    try (Socket client = connect()) {
      long began = System.nanoTime();
      assertThat(ask(client, "x".repeat(10_000))).hasSize(10_000);

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(450), Duration.ofSeconds(3));
    }
  }

  @Test
  void heldReplies_comeAfterHealing() throws Exception {
    try (Socket client = connect()) {
      ask(client, "warm");
      network.toClient().hold();
      send(client, "question");
      assertNothingToRead(client);
      assertThat(network.toServer().carried()).isEqualTo("warmquestion".length());

      network.heal();

      assertThat(read(client, "question".length())).isEqualTo("question");
    }
  }

  @Test
  void heldRequests_doNotReachTheServer_norDoesTheEnd() throws Exception {
    try (Socket client = connect()) {
      ask(client, "warm");
      network.toServer().hold();
      send(client, "question");
      client.shutdownOutput();
      assertNothingToRead(client);
      assertThat(server.count(Seen.OPEN)).isEqualTo(1);

      network.heal();

      assertThat(read(client, "question".length())).isEqualTo("question");
      until(() -> server.count(Seen.CLOSED) == 1);
    }
  }

  @Test
  void lostReplies_neverCome_butNewConnectionsWork() throws Exception {
    try (Socket client = connect()) {
      ask(client, "warm");
      network.toClient().lose();
      send(client, "question");
      until(() -> network.toServer().carried() == "warmquestion".length());
      assertNothingToRead(client);

      network.heal();

      send(client, "again");
      assertNothingToRead(client);
      assertThat(askAnew("new")).isEqualTo("new");
    }
    until(() -> network.connections() == 0);
  }

  @Test
  void silence_makesConnectionsHalfOpen() throws Exception {
    try (Socket client = connect()) {
      ask(client, "warm");
      network.silence();
      send(client, "question");
      assertNothingToRead(client);
      assertThat(network.toServer().carried()).isGreaterThanOrEqualTo("warm".length());
      assertThat(askAnew("new")).isEqualTo("new");
    }
    until(() -> server.count(Seen.CLOSED) == 1);

    // That was the new one: of the silent one's end the server knows nothing.
    assertThat(server.count(Seen.OPEN)).isEqualTo(1);
    until(() -> network.connections() == 1);
  }

  @Test
  void cutAfter_endsInMidReply_once() throws Exception {
    try (Socket client = connect()) {
      network.toClient().cutAfter(3);
      send(client, "question");

      assertThat(new String(client.getInputStream().readAllBytes(), US_ASCII)).isEqualTo("que");
      assertThat(network.toClient().cutIsDue()).isFalse();
      assertThat(askAnew("whole")).isEqualTo("whole");
    }
  }

  @Test
  void cutOfRequests_leavesTheServerWithAPart() throws Exception {
    try (Socket client = connect()) {
      network.toServer().cutAfter(4);
      send(client, "question");

      until(() -> server.count(Seen.CLOSED) + server.count(Seen.RESET) == 1);
      assertThat(network.toServer().carried()).isEqualTo(4);
      until(() -> network.connections() == 0);
    }
  }

  @Test
  void resetAfter_isAResetToTheClient() throws Exception {
    try (Socket client = connect()) {
      network.toClient().resetAfter(0);
      send(client, "question");

      assertThatThrownBy(() -> client.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void reset_endsAllConnections_bothEnds() throws Exception {
    try (Socket one = connect();
        Socket other = connect()) {
      ask(one, "x");
      ask(other, "x");

      network.reset();

      assertThatThrownBy(() -> one.getInputStream().read()).isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> other.getInputStream().read()).isInstanceOf(SocketException.class);
      until(() -> server.count(Seen.RESET) == 2);
      assertThat(network.connections()).isZero();
    }
  }

  @Test
  void disconnect_isAnOrderlyEnd() throws Exception {
    try (Socket client = connect()) {
      ask(client, "x");

      network.disconnect();

      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void refuse_refusesNewConnections_untilAccept() throws Exception {
    try (Socket client = connect()) {
      ask(client, "x");
      network.refuse();

      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      assertThat(ask(client, "still")).isEqualTo("still");

      network.accept();
      assertThat(askAnew("new")).isEqualTo("new");
    }
  }

  @Test
  void serverAway_endsTheConnectionAtOnce() throws Exception {
    try (TcpProxy toNobody = TcpProxy.to("127.0.0.1", FreePort.find());
        Socket client = connect(toNobody.port())) {
      assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void close_endsItsThreads() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    TcpProxy other = TcpProxy.to("127.0.0.1", server.port());
    try (Socket held = connect(other.port());
        Socket silent = connect(other.port())) {
      ask(held, "x");
      ask(silent, "x");
      other.silence();
      other.toServer().hold();
      send(held, "x");

      other.close();

      until(
          () ->
              Thread.getAllStackTraces().keySet().stream()
                  .filter(thread -> !before.contains(thread))
                  .noneMatch(thread -> thread.getName().matches("tcp-proxy-(to|accept|conn).*")));
      assertThat(other.connections()).isZero();
    }
  }

  private Socket connect() throws IOException {
    return connect(network.port());
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    return socket;
  }

  private String askAnew(String text) throws IOException {
    try (Socket another = connect()) {
      return ask(another, text);
    }
  }

  private static String ask(Socket client, String text) throws IOException {
    send(client, text);
    return read(client, text.length());
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(US_ASCII));
    client.getOutputStream().flush();
  }

  private static String read(Socket client, int bytes) throws IOException {
    return new String(client.getInputStream().readNBytes(bytes), US_ASCII);
  }

  private static void assertNothingToRead(Socket client) throws IOException {
    client.setSoTimeout(SHORT_MILLIS);
    assertThatThrownBy(() -> client.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    client.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
  }

  private static void until(BooleanSupplier condition) {
    Wait.until(PATIENCE, condition, () -> "the proxy does not get there");
  }
}
