package dev.agentc.api.cli;

import java.nio.file.Path;

/**
 * Where settings that the environment does not have come from.
 *
 * @param required whether it is a problem that there is no such file
 */
public record EnvFile(Path path, boolean required) {

  /** {@code .env} in the working directory, if it is there. */
  public static EnvFile standard() {
    return new EnvFile(Path.of(".env"), false);
  }
}
