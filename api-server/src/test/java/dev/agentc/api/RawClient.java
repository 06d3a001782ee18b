package dev.agentc.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Says what no client library would, and shows all that comes back until the server closes. */
final class RawClient {

  private RawClient() {}

  /**
   * The replies to these bytes; \n stands for itself. Ends when the server is silent for a while.
   */
  static String send(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().flush();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[4096];
      try {
        for (int n = socket.getInputStream().read(chunk);
            n >= 0;
            n = socket.getInputStream().read(chunk)) {
          bytes.write(chunk, 0, n);
        }
      } catch (SocketTimeoutException e) {
        // The server waits for more: what there is is the answer.
      } catch (IOException e) {
        // A reset: what came before it counts.
      }
      return bytes.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The status codes of all replies in it. */
  static List<Integer> statuses(String replies) {
    return Arrays.stream(replies.split("\r\n", -1))
        .filter(line -> line.startsWith("HTTP/1."))
        .map(line -> Integer.parseInt(line.substring(9, 12)))
        .toList();
  }

  /** Lines joined as HTTP wants it, with the empty one at the end. */
  static String request(String... lines) {
    return String.join("\r\n", lines) + "\r\n\r\n";
  }
}
