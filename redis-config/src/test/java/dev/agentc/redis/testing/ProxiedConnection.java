package dev.agentc.redis.testing;

import dev.agentc.redis.testing.ProxyFlow.End;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A client and the server that it reached through a {@link TcpProxy}. Thread-safe. */
final class ProxiedConnection {
  private final Socket client;
  private final Socket server;
  private final ProxyPipe toServer;
  private final ProxyPipe toClient;
  private final Consumer<ProxiedConnection> gone;
  private final AtomicInteger openWays = new AtomicInteger(2);

  ProxiedConnection(
      Socket client,
      Socket server,
      ProxyFlow toServer,
      ProxyFlow toClient,
      Consumer<ProxiedConnection> gone) {
    this.client = client;
    this.server = server;
    this.toServer =
        new ProxyPipe(client, server, toServer, (end, told) -> ended(end, told, server));
    this.toClient =
        new ProxyPipe(server, client, toClient, (end, told) -> ended(end, told, client));
    this.gone = gone;
  }

  void start() {
    toServer.start("to-server");
    toClient.start("to-client");
  }

  void silence() {
    toServer.silence();
    toClient.silence();
  }

  void reset() {
    reset(client);
    reset(server);
    end();
  }

  void close() {
    TcpProxy.closeQuietly(client);
    TcpProxy.closeQuietly(server);
    end();
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closedAlready) {
      // Then there is nothing to tell.
    }
    TcpProxy.closeQuietly(socket);
  }

  private void ended(End how, boolean told, Socket receiver) {
    if (told && how == End.RESET) {
      reset();
    } else if (openWays.decrementAndGet() == 0 || (told && how == End.CLOSE)) {
      close();
    } else if (told) {
      halfClose(receiver);
    }
  }

  private void halfClose(Socket receiver) {
    try {
      receiver.shutdownOutput();
    } catch (IOException closedAlready) {
      close();
    }
  }

  private void end() {
    toServer.interrupt();
    toClient.interrupt();
    gone.accept(this);
  }
}
