package dev.agentc.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server as it is shipped, as a process on any free port. */
final class PackagedServer implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on http://[^ ]*:([0-9]+)");

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();

  private PackagedServer(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  static PackagedServer start(Map<String, String> settings) throws IOException {
    Path jar = Path.of(System.getProperty("server.jar")).toRealPath();
    Path nowhere = Files.createTempDirectory("agentc-client");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                jar.toString())
            // No .env of whoever runs the tests.
            .directory(nowhere.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.matches("(REDIS|API|AGENT_C)_.*"));
    builder.environment().putAll(settings);
    builder.environment().put("AGENT_C_API_PORT", "0");
    return new PackagedServer(builder.start());
  }

  int port() {
    return port.orTimeout(60, TimeUnit.SECONDS).join();
  }

  /** Until the end, so that the process never waits for a full pipe. */
  private void read() {
    StringBuilder all = new StringBuilder();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        all.append(line).append('\n');
        Matcher matcher = LISTENING.matcher(line);
        if (matcher.find()) {
          port.complete(Integer.valueOf(matcher.group(1)));
        }
      }
      port.completeExceptionally(new IllegalStateException("the server ended:\n" + all));
    } catch (IOException e) {
      port.completeExceptionally(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("the server did not stop within 20 s");
    }
  }
}
