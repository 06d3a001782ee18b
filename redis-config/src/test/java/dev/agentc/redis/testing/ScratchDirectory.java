package dev.agentc.redis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A temporary directory with a shell that watches over it: when this JVM ends, by whatever death,
 * the shell's input closes, and it kills the process named in the file {@code pid}, if any, and
 * deletes the directory.
 */
final class ScratchDirectory {
  private static final String WATCH =
      "trap '' INT TERM HUP; while read -r _; do :; done;"
          + " [ -f \"$0/pid\" ] && kill -9 \"$(cat \"$0/pid\")\" 2>/dev/null; rm -rf \"$0\"";

  private final Path path;
  private final Process watch;

  private ScratchDirectory(Path path, Process watch) {
    this.path = path;
    this.watch = watch;
  }

  static ScratchDirectory create() {
    try {
      Path path = Files.createTempDirectory("redis-fixture-").toRealPath();
      return new ScratchDirectory(
          path, new ProcessBuilder("sh", "-c", WATCH, path.toString()).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /** The process to kill should this JVM die. */
  void guard(long pid) {
    write("pid", Long.toString(pid));
  }

  /** That process has ended: its number may soon be a stranger's. */
  void unguard() {
    delete("pid");
  }

  void delete(String name) {
    try {
      Files.deleteIfExists(path.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path write(String name, String content) {
    try {
      return Files.writeString(path.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete() {
    try {
      watch.getOutputStream().close();
      watch.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      watch.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
