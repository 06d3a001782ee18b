package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A test run that is killed must not leave servers behind; of containers, Testcontainers takes
 * care.
 */
class OrphanedRedisIT {
  @Test
  void jvmKilled_itsServerEnds_andItsDirectoryGoes() throws Exception {
    // CI always has the binary; a contributor may have Docker only.
    assumeTrue(RedisBackend.isAvailable(RedisBackend.BINARY));
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Leaver.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = jvm.inputReader()) {
      long pid = Long.parseLong(output.readLine());
      Path directory = Path.of(output.readLine());
      assertThat(directory).exists();

      jvm.destroyForcibly().waitFor();

      Wait.until(
          Duration.ofSeconds(10),
          () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty(),
          () -> "the server outlives its JVM");
      Wait.until(
          Duration.ofSeconds(10), () -> !Files.exists(directory), () -> directory + " is left");
    } finally {
      jvm.destroyForcibly();
    }
  }

  /** Starts a server, tells where, and waits to be killed. */
  static final class Leaver {
    private Leaver() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
      RedisServer redis = RedisServer.builder().backend(RedisBackend.BINARY).build();
      System.out.println(redis.info("server").get("process_id"));
      System.out.println(List.of(redis.cli("CONFIG", "GET", "dir").split("\n")).get(1));
      System.in.read();
    }
  }
}
