package dev.agentc.redis.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that holds one secret, as orchestrators mount it. */
final class SecretFile {

  private SecretFile() {}

  /**
   * The content without one newline at its end: editors and {@code echo} add one. Blocks; read
   * again before each new connection, because the file changes when the password is rotated.
   */
  static String read(Path file) throws IOException {
    String text = Files.readString(file);
    if (text.endsWith("\r\n")) {
      return text.substring(0, text.length() - 2);
    }
    return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }
}
