package dev.agentc.api;

import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The command line: {@code serve} (the default), {@code check}, {@code print-config}, each with
 * {@code --env-file FILE}. Exit codes: 0 well, 1 the start or the check failed, 2 bad settings or
 * arguments.
 */
public final class Main {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int BAD_SETTINGS = 2;

  private static final String USAGE =
      """
      usage: java -jar api-server.jar [serve|check|print-config] [--env-file FILE]
        serve         (default) serves the HTTP API v2 until SIGTERM or Ctrl-C
        check         connects to Redis once; exits 0 when it answers, else 1
        print-config  prints the effective settings, secrets masked
        --env-file    settings that the environment does not have; default: .env, if it is there
      Settings are environment variables; exit code 2 means that one of them is wrong.""";

  private Main() {}

  /** Ends the process only when it failed; a server runs until its signal. */
  public static void main(String[] args) {
    int code = run(args, System.getenv());
    if (code != OK) {
      System.exit(code);
    }
  }

  static int run(String[] args, Map<String, String> environment) {
    String command = "serve";
    Path envFile = Path.of(".env");
    boolean envFileNamed = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--help") || args[i].equals("-h")) {
        System.out.println(USAGE);
        return OK;
      } else if (args[i].equals("--env-file") && i + 1 < args.length) {
        i++;
        try {
          envFile = Path.of(args[i]);
        } catch (InvalidPathException e) {
          System.err.println("--env-file must be a path: was " + args[i]);
          return BAD_SETTINGS;
        }
        envFileNamed = true;
      } else if (List.of("serve", "check", "print-config").contains(args[i])) {
        command = args[i];
      } else {
        System.err.println("unknown argument " + args[i] + "\n" + USAGE);
        return BAD_SETTINGS;
      }
    }
    return run(command, Settings.load(environment, envFile, envFileNamed));
  }

  private static int run(String command, Settings settings) {
    ServerSettings all;
    try {
      all = ServerSettings.from(settings);
    } catch (ConfigException e) {
      System.err.println("The settings cannot be used:");
      e.problems().forEach(problem -> System.err.println("  " + problem));
      return BAD_SETTINGS;
    }
    return switch (command) {
      case "check" -> Service.check(all);
      case "print-config" -> {
        StartReport.configuration(settings).forEach(System.out::println);
        yield OK;
      }
      default -> Service.serve(all, settings);
    };
  }
}
