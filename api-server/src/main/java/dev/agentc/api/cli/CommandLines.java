package dev.agentc.api.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The words of the command line. Built by code and not from annotations: reading those takes longer
 * than all the rest of a start.
 */
final class CommandLines {

  static final String ENV_FILE = "--env-file";
  static final String WAIT = "--wait";
  static final String JSON = "--json";
  static final String NAME = "--name";
  static final String ROLE = "--role";
  static final String USER = "--user";
  static final String STDIN = "--stdin";

  private static final String PROGRAM = "api-server";

  private CommandLines() {}

  static CommandLine create(String version) {
    CommandSpec root = command(PROGRAM, "Sessions, users and chats of AI applications over HTTP.");
    root.version(version);
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .type(boolean.class)
            .description("Shows the version.")
            .build());
    envFile(root);
    root.usageMessage()
        .synopsisSubcommandLabel("[serve | COMMAND]")
        .footer(
            "",
            "Settings are environment variables or lines of .env; docs/settings.md has them all.",
            "",
            "Examples:",
            "  java -jar api-server.jar                       serves on http://127.0.0.1:8000",
            "  REDIS_URL=redis://cache:6379 java -jar api-server.jar check --wait 30s",
            "  java -jar api-server.jar print-config --env-file prod.env",
            "  java -jar api-server.jar hash-key --name ci --role admin >> keys",
            "",
            "Exit codes:",
            "  0  well: Redis serves, the command is done",
            "  1  failed: no usable Redis, a taken port",
            "  2  bad arguments or settings; every problem is listed, nothing was tried",
            "  A server that SIGTERM or Ctrl-C ends exits with 143 or 130, as the system does.");
    root.addSubcommand("serve", new CommandLine(serve()));
    root.addSubcommand("check", new CommandLine(check()));
    root.addSubcommand("print-config", new CommandLine(printConfig()));
    root.addSubcommand("hash-key", new CommandLine(hashKey()));
    root.addSubcommand("rebuild-index", new CommandLine(rebuildIndex()));
    root.addSubcommand("probe", new CommandLine(probe()));
    CommandLine commandLine = new CommandLine(root);
    commandLine.setUsageHelpWidth(100);
    commandLine.setUsageHelpLongOptionsMaxWidth(28);
    return commandLine;
  }

  private static CommandSpec serve() {
    CommandSpec spec = command("serve", "Serves the HTTP API until SIGTERM or Ctrl-C (default).");
    envFile(spec);
    spec.usageMessage()
        .footer(
            "",
            "It starts with or without Redis, says which, and goes on trying. SIGTERM drains: new",
            "requests get 503, running ones end within API_SHUTDOWN_TIMEOUT.");
    return spec;
  }

  private static CommandSpec check() {
    CommandSpec spec =
        command("check", "Says whether Redis can be used, and if not why and what mends it.");
    envFile(spec);
    spec.addOption(
        OptionSpec.builder(WAIT)
            .type(Duration.class)
            .converters(Durations::parse)
            .paramLabel("TIME")
            .description("Looks again until Redis serves, for as long as this: 30s, 2m.")
            .build());
    spec.addOption(
        OptionSpec.builder(JSON)
            .type(boolean.class)
            .description("Prints what GET /debug/health/redis answers, on one line.")
            .build());
    spec.usageMessage()
        .footer(
            "",
            "Exits with 0 when Redis serves (healthy or degraded), with 1 when it does not: an init",
            "container, a CI step, or the first thing to run on a new machine.",
            "",
            "  REDIS_HOST=cache java -jar api-server.jar check --wait 30s",
            "  java -jar api-server.jar check --json | jq -r '.checks[].findings[].resolution'");
    return spec;
  }

  private static CommandSpec printConfig() {
    CommandSpec spec =
        command(
            "print-config", "Prints the effective settings, defaults included, secrets masked.");
    envFile(spec);
    return spec;
  }

  private static CommandSpec hashKey() {
    CommandSpec spec = command("hash-key", "Makes an API key and its line for API_KEYS_FILE.");
    spec.addOption(
        OptionSpec.builder(NAME)
            .type(String.class)
            .required(true)
            .paramLabel("NAME")
            .description("Who the key is for; it stands in the log.")
            .build());
    spec.addOption(
        OptionSpec.builder(ROLE)
            .type(List.class)
            .auxiliaryTypes(String.class)
            .splitRegex(",")
            .paramLabel("ROLE")
            .description("user (default) or admin; more than one with commas.")
            .build());
    spec.addOption(
        OptionSpec.builder(USER)
            .type(String.class)
            .paramLabel("USER_ID")
            .description("The user whose sessions the role user sees; default: the name.")
            .build());
    spec.addOption(
        OptionSpec.builder(STDIN)
            .type(boolean.class)
            .description("Takes the key from standard input instead of making one.")
            .build());
    spec.usageMessage()
        .footer(
            "",
            "The line goes to standard output, a new key to standard error, once. A key is never an",
            "argument: other users of the machine can read those.",
            "",
            "  java -jar api-server.jar hash-key --name web --user john_doe >> keys",
            "  openssl rand -hex 32 | tee key | java -jar api-server.jar hash-key --name ci --stdin");
    return spec;
  }

  private static CommandSpec rebuildIndex() {
    CommandSpec spec =
        command("rebuild-index", "Adds every live session that the index of sessions lacks.");
    envFile(spec);
    spec.usageMessage()
        .footer(
            "",
            "For after an index key was lost or SESSION_INDEX_SHARDS was changed. Walks all keys with",
            "SCAN while servers go on running; may be repeated at any time.");
    return spec;
  }

  private static CommandSpec probe() {
    CommandSpec spec =
        command("probe", "Asks the server on this machine whether it lives: for HEALTHCHECK.");
    spec.usageMessage()
        .footer("", "Reads only AGENT_C_API_HOST and AGENT_C_API_PORT of the environment.");
    return spec;
  }

  private static CommandSpec command(String name, String description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage().description(description);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .type(boolean.class)
            .description("Shows this help.")
            .build());
    return spec;
  }

  private static void envFile(CommandSpec spec) {
    spec.addOption(
        OptionSpec.builder(ENV_FILE)
            .type(Path.class)
            .paramLabel("FILE")
            .description(
                "Settings that the environment does not have; default: .env, if it is there.")
            .build());
  }
}
