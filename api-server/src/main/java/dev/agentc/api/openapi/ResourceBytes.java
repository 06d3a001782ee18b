package dev.agentc.api.openapi;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Files of the jar. */
final class ResourceBytes {

  private ResourceBytes() {}

  /** Blocks. One that is not there is a fault of the build. */
  static byte[] read(Class<?> beside, String path) {
    try (InputStream in = beside.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the jar must have " + path);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + " from the jar", e);
    }
  }
}
