package dev.agentc.api.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** From the words of a command line to a command and its exit code. */
public final class Cli {

  private static final String DEFAULT = "serve";

  private final Commands commands;
  private final Streams streams;
  private final Map<String, String> environment;
  private final String version;

  public Cli(Commands commands, Streams streams, Map<String, String> environment, String version) {
    this.commands = commands;
    this.streams = streams;
    this.environment = environment;
    this.version = version;
  }

  /**
   * Runs what the arguments ask for. A server with all defaults, which is what nearly every start
   * is, is started without the parser, whose classes cost more time than they save.
   */
  public int run(String... arguments) {
    List<String> words = List.of(arguments);
    if (words.isEmpty() || words.equals(List.of(DEFAULT))) {
      return commands.serve(EnvFile.standard());
    }
    if (words.equals(List.of("probe"))) {
      return Probe.ofEnvironment(environment).run();
    }
    return parse(arguments);
  }

  private int parse(String... arguments) {
    CommandLine commandLine = CommandLines.create(version);
    ParseResult parsed;
    try {
      parsed = commandLine.parseArgs(arguments);
    } catch (ParameterException e) {
      return refuse(e.getMessage(), e, e.getCommandLine());
    }
    Integer helped = help(parsed);
    if (helped != null) {
      return helped;
    }
    ParseResult last = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
    try {
      return dispatch(parsed, last);
    } catch (IllegalArgumentException e) {
      return refuse(e.getMessage(), null, last.commandSpec().commandLine());
    }
  }

  private @Nullable Integer help(ParseResult parsed) {
    for (CommandLine asked : parsed.asCommandLineList()) {
      if (asked.isUsageHelpRequested()) {
        asked.usage(streams.out(), ansi());
        return ExitCode.OK;
      }
      if (asked.isVersionHelpRequested()) {
        asked.printVersionHelp(streams.out(), ansi());
        return ExitCode.OK;
      }
    }
    return null;
  }

  private int dispatch(ParseResult root, ParseResult last) {
    EnvFile settings = envFile(root, last);
    return switch (last.commandSpec().name()) {
      case "check" -> {
        Duration wait = last.matchedOptionValue(CommandLines.WAIT, Duration.ZERO);
        yield commands.check(settings, wait, format(last));
      }
      case "print-config" -> commands.printConfig(settings);
      case "rebuild-index" -> commands.rebuildIndex(settings);
      case "hash-key" -> hashKey(last);
      case "probe" -> Probe.ofEnvironment(environment).run();
      default -> commands.serve(settings);
    };
  }

  private static Commands.Format format(ParseResult parsed) {
    if (parsed.hasMatchedOption(CommandLines.JSON)) {
      return Commands.Format.JSON;
    }
    return ansi().enabled() ? Commands.Format.COLOURED : Commands.Format.TEXT;
  }

  private int hashKey(ParseResult parsed) {
    return new HashKey(streams, new SecureRandom())
        .run(
            parsed.matchedOptionValue(CommandLines.NAME, ""),
            parsed.matchedOptionValue(CommandLines.ROLE, List.of("user")),
            Optional.ofNullable(parsed.matchedOptionValue(CommandLines.USER, null)),
            parsed.hasMatchedOption(CommandLines.STDIN)
                ? HashKey.Source.STANDARD_INPUT
                : HashKey.Source.RANDOM);
  }

  /** Before or behind the command, whichever the caller wrote. */
  private static EnvFile envFile(ParseResult root, ParseResult last) {
    for (ParseResult each : List.of(last, root)) {
      if (each.hasMatchedOption(CommandLines.ENV_FILE)) {
        Path named = each.matchedOptionValue(CommandLines.ENV_FILE, Path.of(".env"));
        return new EnvFile(named, true);
      }
    }
    return EnvFile.standard();
  }

  private int refuse(
      @Nullable String message, @Nullable ParameterException why, CommandLine asked) {
    streams.err().println(message);
    if (why != null) {
      UnmatchedArgumentException.printSuggestions(why, streams.err());
    }
    streams.err().println("Try: java -jar api-server.jar " + words(asked) + "--help");
    return ExitCode.BAD_USAGE;
  }

  private static String words(CommandLine asked) {
    return asked.getParent() == null ? "" : asked.getCommandName() + " ";
  }

  /** picocli's own rules: a terminal, NO_COLOR, CLICOLOR, CLICOLOR_FORCE. */
  private static Ansi ansi() {
    return Ansi.AUTO;
  }
}
