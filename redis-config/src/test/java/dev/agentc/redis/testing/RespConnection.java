package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;

/**
 * One connection that speaks RESP2, so that the fixture depends on no client, least of all the one
 * under test. Replies are {@code String}, {@code Long}, {@code List} or, for nil, {@link #NIL}.
 */
final class RespConnection implements AutoCloseable {
  static final String NIL = "(nil)";

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private RespConnection(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    this.out = new BufferedOutputStream(socket.getOutputStream());
  }

  static RespConnection open(String host, int port, Optional<SSLContext> tls) throws IOException {
    return open(host, port, tls, TIMEOUT);
  }

  static RespConnection open(String host, int port, Optional<SSLContext> tls, Duration timeout)
      throws IOException {
    int millis = Math.toIntExact(timeout.toMillis());
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      socket.setTcpNoDelay(true);
      if (tls.isPresent()) {
        socket = tls.get().getSocketFactory().createSocket(socket, host, port, true);
      }
      return new RespConnection(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends one command and reads its reply; an error reply is thrown as {@link RedisErrorReply}. */
  Object call(List<String> command) throws IOException {
    send(command);
    flush();
    return receive();
  }

  void send(List<String> command) throws IOException {
    out.write(("*" + command.size() + "\r\n").getBytes(UTF_8));
    for (String argument : command) {
      byte[] bytes = argument.getBytes(UTF_8);
      out.write(("$" + bytes.length + "\r\n").getBytes(UTF_8));
      out.write(bytes);
      out.write(new byte[] {'\r', '\n'});
    }
  }

  void flush() throws IOException {
    out.flush();
  }

  Object receive() throws IOException {
    String line = line();
    String rest = line.substring(1);
    return switch (line.charAt(0)) {
      case '+' -> rest;
      case ':' -> Long.valueOf(rest);
      case '$' -> bulk(Integer.parseInt(rest));
      case '*' -> array(Integer.parseInt(rest));
      case '-' -> throw new RedisErrorReply(rest);
      default -> throw new IOException("not RESP: " + line);
    };
  }

  /** A reply as text: the elements of an array on a line each, nil as {@value #NIL}. */
  static String text(Object reply) {
    return reply instanceof List<?> elements
        ? elements.stream().map(RespConnection::text).collect(Collectors.joining("\n"))
        : reply.toString();
  }

  private Object bulk(int length) throws IOException {
    if (length < 0) {
      return NIL;
    }
    byte[] bytes = in.readNBytes(length);
    line();
    return new String(bytes, UTF_8);
  }

  private Object array(int size) throws IOException {
    if (size < 0) {
      return NIL;
    }
    List<Object> elements = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      try {
        elements.add(receive());
      } catch (RedisErrorReply error) {
        elements.add(error.getMessage());
      }
    }
    return elements;
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("Redis closed the connection");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
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
