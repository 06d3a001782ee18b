package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.agentc.redis.testing.RedisOptions.Role;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A {@code redis-server} as a child process in a directory of its own; it ends with this JVM at the
 * latest.
 */
final class RedisBinary implements RedisProcess {
  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.");
  private static final String CONF = "redis.conf";
  private static final int LOG_TAIL = 20;

  private final RedisOptions options;
  private final Path program;
  private final int majorVersion;
  private final ScratchDirectory directory;
  private int port;
  private Optional<Process> process = Optional.empty();

  private RedisBinary(
      RedisOptions options, Path program, int majorVersion, ScratchDirectory directory) {
    this.options = options;
    this.program = program;
    this.majorVersion = majorVersion;
    this.directory = directory;
    this.port = freePort(options);
  }

  private static int freePort(RedisOptions options) {
    return options.member().role() == Role.CLUSTERED
        ? FreePort.findWithClusterBus()
        : FreePort.find();
  }

  static String name() {
    return System.getProperty("redis.fixture.binary", "redis-server");
  }

  static Optional<Path> find() {
    String name = name();
    if (name.contains("/")) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    // Debian keeps daemons in sbin directories at times, which a user's PATH may lack.
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/bin:/usr/sbin:/usr/local/bin";
    return Stream.of(path.split(File.pathSeparator, -1))
        .filter(entry -> !entry.isBlank())
        .map(entry -> Path.of(entry, name))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable)
        .findFirst();
  }

  static RedisBinary create(RedisOptions options, ScratchDirectory directory) {
    Path program =
        find()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "No Redis for this test: the program '"
                            + name()
                            + "' is not on the PATH (Debian and Ubuntu: apt-get install"
                            + " redis-server)."));
    return new RedisBinary(options, program, majorVersion(program), directory);
  }

  private static int majorVersion(Path program) {
    String line;
    try {
      Process version = new ProcessBuilder(program.toString(), "--version").start();
      line = new String(version.getInputStream().readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher matcher = VERSION.matcher(line);
    if (!matcher.find()) {
      throw new IllegalStateException("no version in what " + program + " says: " + line);
    }
    return Integer.parseInt(matcher.group(1));
  }

  @Override
  public String host() {
    return "127.0.0.1";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String dataDirectory() {
    return directory.path().toString();
  }

  @Override
  public void moveToAnotherPort() {
    port = freePort(options);
    directory.delete(CONF);
  }

  @Override
  public void start(List<String> extraLines) {
    String home = dataDirectory();
    ServerConf.Place place = new ServerConf.Place(host(), port, home, home, majorVersion);
    Path conf = directory.path().resolve(CONF);
    // A member of a group writes down there what became of it; it must find that again.
    boolean keep = options.member().role() != Role.ALONE && extraLines.isEmpty();
    if (!keep || !Files.exists(conf)) {
      directory.write(CONF, ServerConf.render(options, place, extraLines));
    }
    List<String> command = new ArrayList<>(List.of(program.toString(), conf.toString()));
    if (options.member().role() == Role.SENTINEL) {
      command.add("--sentinel");
    }
    try {
      Process started =
          new ProcessBuilder(command)
              .directory(directory.path().toFile())
              .redirectErrorStream(true)
              .redirectOutput(logFile().toFile())
              .start();
      process = Optional.of(started);
      directory.guard(started.pid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean isThis(Map<String, String> infoServer) {
    return directory.path().resolve(CONF).toString().equals(infoServer.get("config_file"));
  }

  @Override
  public boolean isRunning() {
    return process.filter(Process::isAlive).isPresent();
  }

  @Override
  public void stop() {
    process.ifPresent(
        running -> {
          running.destroy();
          end(running);
        });
  }

  @Override
  public void kill() {
    process.ifPresent(
        running -> {
          running.destroyForcibly();
          end(running);
        });
  }

  private void end(Process running) {
    try {
      if (!running.waitFor(10, TimeUnit.SECONDS)) {
        running.destroyForcibly().waitFor();
      }
      directory.unguard();
    } catch (InterruptedException e) {
      running.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    process = Optional.empty();
  }

  @Override
  public void pause() {
    signal("STOP");
  }

  @Override
  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    long pid = process.orElseThrow(() -> new IllegalStateException("Redis is not running")).pid();
    try {
      Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid).start();
      if (kill.waitFor() != 0) {
        throw new IllegalStateException("kill -" + name + " " + pid + " failed");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  @Override
  public String log() {
    try {
      List<String> lines =
          Files.exists(logFile()) ? Files.readAllLines(logFile()) : List.<String>of();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }

  private Path logFile() {
    return directory.path().resolve("redis.log");
  }

  @Override
  public void close() {
    kill();
  }
}
