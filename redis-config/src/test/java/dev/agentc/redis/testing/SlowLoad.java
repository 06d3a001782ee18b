package dev.agentc.redis.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

/**
 * How {@link RedisControl#restartLoading()} makes a server load for long and yet look up from its
 * file often.
 */
sealed interface SlowLoad {
  /** Not the name that an ordinary start would load. */
  String SNAPSHOT = "fixture.rdb";

  /** Saves what it holds; the server is stopped next. */
  static SlowLoad prepare(Admin admin, boolean appendOnly, String dataDirectory) {
    int major = Integer.parseInt(admin.info("server").get("redis_version").split("\\.", -1)[0]);
    SlowLoad load =
        major >= 7 ? new Filler(admin, appendOnly) : new Pings(admin, appendOnly, dataDirectory);
    load.save();
    return load;
  }

  void save();

  /** While it is down. */
  void stretch();

  /** What each key or command takes longer. */
  Duration delay();

  /** For one start only. */
  List<String> confLines(Duration delay);

  /** Whether it takes no {@code CONFIG SET} while it loads. */
  boolean endsByKill();

  /** {@link #stretch()} undone, while it is down. */
  void shrink();

  /** After it has loaded. */
  void tidyUp();

  /** Many keys, with a delay for each. */
  record Filler(Admin admin, boolean appendOnly) implements SlowLoad {
    private static final String PREFIX = "fixture:filler:";
    private static final int KEYS = 2_000;

    @Override
    public void save() {
      admin.fill(PREFIX, KEYS, 1_100);
      if (appendOnly) {
        // Of a plain append-only file, a loading server looks up only every 1,024 commands.
        admin.call("BGREWRITEAOF");
        admin.await("persistence", "aof_rewrite_in_progress", "0");
      } else {
        admin.call("CONFIG", "SET", "dbfilename", SNAPSHOT);
        admin.call("SAVE");
      }
    }

    @Override
    public void stretch() {}

    @Override
    public Duration delay() {
      return Duration.ofMillis(60);
    }

    @Override
    public boolean endsByKill() {
      return false;
    }

    @Override
    public void shrink() {}

    @Override
    public List<String> confLines(Duration delay) {
      // Without the last, a loading server looks up from its file only every 2 MB.
      return List.of(
          "dbfilename " + SNAPSHOT,
          "key-load-delay " + delay.toNanos() / 1_000,
          "loading-process-events-interval-bytes 1024");
    }

    @Override
    public void tidyUp() {
      String[] unlink = new String[KEYS + 1];
      unlink[0] = "UNLINK";
      for (int i = 0; i < KEYS; i++) {
        unlink[i + 1] = PREFIX + i;
      }
      admin.call(unlink);
    }
  }

  /**
   * Redis 6.2 looks up from a snapshot every 2 MB, no more often, but from an append-only file
   * every 1,000 commands: so many PINGs after the data.
   */
  record Pings(Admin admin, boolean appendOnly, String dataDirectory) implements SlowLoad {
    private static final String FILE = "appendonly.aof";
    private static final String PING = "*1\r\n$4\r\nPING\r\n";
    private static final int COUNT = 1_000_000;

    @Override
    public void save() {
      if (appendOnly) {
        admin.call("BGREWRITEAOF");
      } else {
        admin.call("CONFIG", "SET", "appendonly", "yes");
      }
      admin.await("persistence", "aof_rewrite_scheduled", "0");
      admin.await("persistence", "aof_rewrite_in_progress", "0");
    }

    private Path file() {
      return Path.of(dataDirectory, FILE);
    }

    @Override
    public void stretch() {
      try {
        Files.write(file(), PING.repeat(COUNT).getBytes(US_ASCII), StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new UncheckedIOException("before Redis 7, only the binary can be kept loading", e);
      }
    }

    /** The system adds some fifty microseconds. */
    @Override
    public Duration delay() {
      return Duration.ofNanos(20_000);
    }

    @Override
    public boolean endsByKill() {
      return true;
    }

    @Override
    public void shrink() {
      try (FileChannel file = FileChannel.open(file(), StandardOpenOption.WRITE)) {
        file.truncate(file.size() - (long) COUNT * PING.length());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public List<String> confLines(Duration delay) {
      return List.of("appendonly yes", "key-load-delay " + delay.toNanos() / 1_000);
    }

    @Override
    public void tidyUp() {
      if (!appendOnly) {
        admin.call("CONFIG", "SET", "appendonly", "no");
      }
    }
  }
}
