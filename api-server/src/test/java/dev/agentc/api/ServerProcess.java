package dev.agentc.api;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The program itself: {@code Main} in a JVM of its own, on the class path of the test (which is the
 * jar, where Maven runs it), told by its environment alone. It ends with the test.
 */
public final class ServerProcess implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on (http://[^\\s\"]+)");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final Path directory;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private ServerProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    this.reader = new Thread(this::read, "output of " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /** Runs it with these settings and nothing else; any free port unless they name one. */
  public static ServerProcess run(Map<String, String> settings, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(Arrays.asList(arguments));
    try {
      // A working directory without a .env.
      Path directory = Files.createTempDirectory("agentc-server");
      ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
      builder.environment().clear();
      builder.environment().put("AGENT_C_API_PORT", "0");
      builder.environment().putAll(settings);
      return new ServerProcess(builder.redirectErrorStream(true).start(), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it says where it listens. */
  public String url() {
    await()
        .atMost(PATIENCE)
        .until(() -> listening().isPresent() || (!process.isAlive() && !reader.isAlive()));
    return listening()
        .orElseThrow(() -> new IllegalStateException("it does not listen: " + output));
  }

  public int port() {
    return Integer.parseInt(url().substring(url().lastIndexOf(':') + 1));
  }

  public long pid() {
    return process.pid();
  }

  private Optional<String> listening() {
    return output.stream()
        .map(LISTENING::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst();
  }

  /** All lines so far, of both streams. */
  public List<String> output() {
    return List.copyOf(output);
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    // Process.destroy would close the output as well.
    process.toHandle().destroy();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits for the end. */
  public int exitCode() {
    try {
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("it does not end: " + output);
      }
      reader.join(PATIENCE.toMillis());
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private void read() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(output::add);
    } catch (IOException | UncheckedIOException e) {
      output.add("(the output broke off)");
    }
  }

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
