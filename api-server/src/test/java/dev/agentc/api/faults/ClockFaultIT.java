package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The clock of Redis's machine jumps: {@code clock.c} stands between redis-server and its system.
 * Sessions live a day here. Needs a C compiler, {@code cc}.
 */
class ClockFaultIT {

  private static final String PROGRAM = "redis.fixture.binary";

  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir static Path directory;

  private static RedisServer redis;
  private static Product product;

  @BeforeAll
  static void start() {
    String before = System.getProperty(PROGRAM);
    System.setProperty(PROGRAM, program().toString());
    try {
      redis = RedisServer.create();
    } finally {
      if (before == null) {
        System.clearProperty(PROGRAM);
      } else {
        System.setProperty(PROGRAM, before);
      }
    }
    product = new Product(redis.settings());
    FaultRun.warmUp(product, redis.settings());
  }

  @AfterAll
  static void end() {
    product.close();
    redis.close();
  }

  @AfterEach
  void rightTime() {
    clock(Duration.ZERO);
  }

  /** Ids and activity never go back, and a deadline that is further off than it should be holds. */
  @Test
  void backByAnHour_losesNothing_keepsOrder() {
    jump("clock back an hour", HOUR.negated());
  }

  @Test
  void aheadByAnHour_andBack_losesNothing_keepsOrder() {
    jump("clock ahead an hour and back", HOUR, Duration.ZERO);
  }

  private static void jump(String name, Duration... offsets) {
    try (FaultRun run = FaultRun.start(name, product)) {
      for (Duration offset : offsets) {
        long before = time();
        clock(offset);
        assertThat(Math.abs(time() - before)).isGreaterThan(HOUR.toSeconds() - 60);
        run.goesOn();
      }
      Verdict verdict = run.endsWell(redis.settings());
      assertThat(verdict.refused()).isEmpty();
    }
  }

  /** A day is over for Redis when its clock says so: every session has expired, none half. */
  @Test
  void aheadByTwoDays_expiresEverySession_andNothingElseIsWrong() {
    try (FaultRun run = FaultRun.start("clock ahead two days", product)) {
      clock(Duration.ofDays(2));
      run.goesOn();
      run.isNoticed(Outcome.Gone.class);
      Verdict verdict = run.end(redis.settings(), Rules::mayLose);
      assertThat(verdict.violations()).isEmpty();
      assertThat(verdict.lost()).isNotEmpty().noneMatch(lost -> lost.startsWith("user"));
    }
  }

  private static long time() {
    return Long.parseLong(redis.cli("TIME").split("\n", -1)[0]);
  }

  /** From now on Redis's clock is so much off. */
  private static void clock(Duration offset) {
    ByteBuffer seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    seconds.putLong(offset.toSeconds()).flip();
    try (FileChannel file =
        FileChannel.open(
            directory.resolve("offset"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      file.write(seconds, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A redis-server with a clock of ours. */
  private static Path program() {
    clock(Duration.ZERO);
    String script =
        """
        #!/bin/sh
        export LD_PRELOAD=%1$s/clock.so CLOCK_OFFSET_FILE=%1$s/offset
        exec redis-server "$@"
        """
            .formatted(directory);
    try (InputStream source = ClockFaultIT.class.getResourceAsStream("clock.c")) {
      Files.copy(source, directory.resolve("clock.c"));
      compile();
      Path program = Files.writeString(directory.resolve("redis-server-in-time"), script);
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return program;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile() throws IOException {
    try {
      Process compiler =
          new ProcessBuilder("cc", "-shared", "-fPIC", "-o", "clock.so", "clock.c")
              .directory(directory.toFile())
              .inheritIO()
              .start();
      assertThat(compiler.waitFor()).as("exit code of cc").isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
