package dev.agentc.api;

import dev.agentc.api.cli.Cli;
import dev.agentc.api.cli.Commands;
import dev.agentc.api.cli.EnvFile;
import dev.agentc.api.cli.ExitCode;
import dev.agentc.api.cli.Streams;
import dev.agentc.api.log.Logging;
import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntBiFunction;

/** The program. What can be typed is in {@link Cli}; this reads the settings for it. */
public final class Main implements Commands {

  private final Map<String, String> environment;
  private final Streams streams;

  private Main(Map<String, String> environment, Streams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  /** Ends the process only when it failed; a server runs until its signal. */
  public static void main(String[] args) {
    int code = run(System.getenv(), Streams.ofProcess(), args);
    if (code != ExitCode.OK) {
      System.exit(code);
    }
  }

  static int run(Map<String, String> environment, Streams streams, String... args) {
    return new Cli(new Main(environment, streams), streams, environment, version()).run(args);
  }

  /** Of the jar; there is none when the classes run from a build directory. */
  static String version() {
    return Objects.requireNonNullElse(
        Main.class.getPackage().getImplementationVersion(), "unreleased");
  }

  @Override
  public int serve(EnvFile file) {
    return with(file, Service::serve);
  }

  @Override
  public int check(EnvFile file, Duration wait, Format format) {
    return with(
        file,
        (all, settings) -> {
          Logging.quiet();
          return Diagnosis.run(all, wait, format, streams);
        });
  }

  @Override
  public int printConfig(EnvFile file) {
    return with(
        file,
        (all, settings) -> {
          StartReport.configuration(settings).forEach(streams.out()::println);
          settings.warnings().forEach(streams.err()::println);
          return ExitCode.OK;
        });
  }

  @Override
  public int rebuildIndex(EnvFile file) {
    return with(
        file,
        (all, settings) -> {
          Logging.quiet();
          return IndexRebuild.run(all, streams);
        });
  }

  /** Every problem of the settings at once, wherever it shows. */
  private int with(EnvFile file, ToIntBiFunction<ServerSettings, Settings> command) {
    try {
      Settings settings = Settings.load(environment, file.path(), file.required());
      return command.applyAsInt(ServerSettings.from(settings), settings);
    } catch (ConfigException e) {
      streams.err().println("The settings cannot be used:");
      e.problems().forEach(problem -> streams.err().println("  " + problem));
      streams
          .err()
          .println("docs/settings.md has every setting; print-config shows the effective.");
      return ExitCode.BAD_USAGE;
    }
  }
}
