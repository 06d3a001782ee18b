package dev.agentc.api.cli;

import java.time.Duration;

/** What the command line can start. Each returns an {@link ExitCode}. */
public interface Commands {

  /** How {@code check} shows what it found. */
  enum Format {
    TEXT,
    COLOURED,
    JSON
  }

  /** Returns once the server runs. */
  int serve(EnvFile settings);

  /**
   * Diagnoses Redis.
   *
   * @param wait how long to look again until Redis serves; zero for one look
   */
  int check(EnvFile settings, Duration wait, Format format);

  int printConfig(EnvFile settings);

  int rebuildIndex(EnvFile settings);
}
