package dev.agentc.api.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Asks a server on this machine for {@code /health/live}: for an image's health check, which has
 * neither curl nor a shell. A plain socket, because every HTTP client takes longer to load than the
 * answer takes to come.
 */
final class Probe {

  private static final int LIMIT_MILLIS = 2_000;
  private static final String DEFAULT_PORT = "8000";
  private static final byte[] REQUEST =
      "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);
  private static final String WELL = "HTTP/1.1 200 ";

  private final String host;
  private final String port;

  private Probe(String host, String port) {
    this.host = host;
    this.port = port;
  }

  /** An address of all networks is asked on loopback. */
  static Probe ofEnvironment(Map<String, String> environment) {
    String host = environment.getOrDefault("AGENT_C_API_HOST", "").strip();
    String port = environment.getOrDefault("AGENT_C_API_PORT", "").strip();
    boolean all = host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
    return new Probe(all ? "127.0.0.1" : host, port.isEmpty() ? DEFAULT_PORT : port);
  }

  int run() {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      socket.connect(new InetSocketAddress(host, Integer.parseInt(port)), LIMIT_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(REQUEST);
      out.flush();
      InputStream in = socket.getInputStream();
      String status = new String(in.readNBytes(WELL.length()), StandardCharsets.US_ASCII);
      return status.equals(WELL) ? ExitCode.OK : ExitCode.FAILED;
    } catch (IOException e) {
      // Whoever asks sees the exit code; the server's own log says why.
      return ExitCode.FAILED;
    } catch (IllegalArgumentException e) {
      return ExitCode.BAD_USAGE;
    }
  }
}
