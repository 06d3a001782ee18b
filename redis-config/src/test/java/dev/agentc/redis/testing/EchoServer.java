package dev.agentc.redis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers every byte with itself and notes how its connections ended. */
final class EchoServer implements AutoCloseable {
  /** How a connection stands. */
  enum Seen {
    OPEN,
    CLOSED,
    RESET
  }

  private final ServerSocket listener;
  private final Map<Socket, Seen> seen = new ConcurrentHashMap<>();

  EchoServer() {
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    TcpProxy.thread("echo", this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  long count(Seen how) {
    return seen.values().stream().filter(how::equals).count();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket socket = listener.accept();
        seen.put(socket, Seen.OPEN);
        TcpProxy.thread("echo", () -> echo(socket));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
      seen.put(socket, Seen.CLOSED);
    } catch (IOException reset) {
      seen.put(socket, Seen.RESET);
    }
  }

  @Override
  public void close() {
    TcpProxy.closeQuietly(listener);
    seen.keySet().forEach(TcpProxy::closeQuietly);
  }
}
