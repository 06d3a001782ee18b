package dev.agentc.api.cli;

import java.io.InputStream;
import java.io.PrintStream;

/**
 * Where a command reads and writes: results on {@code out}, everything for people on {@code err}.
 */
public record Streams(InputStream in, PrintStream out, PrintStream err) {

  public static Streams ofProcess() {
    return new Streams(System.in, System.out, System.err);
  }
}
