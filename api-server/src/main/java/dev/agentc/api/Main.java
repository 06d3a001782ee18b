package dev.agentc.api;

import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code java -jar api-server.jar [--env-file FILE]}: starts the server from its environment and
 * runs until SIGTERM or Ctrl-C. Exit codes: 0 stopped when asked to, 1 could not serve (port
 * taken), 2 settings or arguments that cannot be used.
 */
public final class Main {

  private static final int CANNOT_SERVE = 1;
  private static final int BAD_CONFIGURATION = 2;

  private Main() {}

  public static void main(String[] arguments) {
    int code = run(List.of(arguments), System.getenv(), System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Returns 0 when the server runs; its threads keep the process alive. */
  private static int run(List<String> arguments, Map<String, String> environment, PrintStream err) {
    boolean named = arguments.size() == 2 && arguments.get(0).equals("--env-file");
    if (!arguments.isEmpty() && !named) {
      err.println("usage: java -jar api-server.jar [--env-file FILE]");
      return BAD_CONFIGURATION;
    }
    ServerConfig config;
    try {
      Path file = Path.of(named ? arguments.get(1) : ".env");
      config = ServerConfig.from(Settings.load(environment, file, named));
    } catch (ConfigException bad) {
      err.println("The settings cannot be used:");
      bad.problems().forEach(problem -> err.println("  - " + problem));
      return BAD_CONFIGURATION;
    }
    return serve(config, err);
  }

  private static int serve(ServerConfig config, PrintStream err) {
    // Not earlier: the settings say how to log.
    Logger log = LoggerFactory.getLogger(Main.class);
    AgentcServer server = AgentcServer.create(config);
    try {
      server
          .start()
          .thenAccept(
              report ->
                  report
                      .lines()
                      .forEach(
                          line -> {
                            if (report.connected()) {
                              log.info(line);
                            } else {
                              log.warn(line);
                            }
                          }));
    } catch (RuntimeException failed) {
      server.close();
      err.println(whyNot(config.api(), failed));
      return CANNOT_SERVE;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, log), "agentc-stop"));
    explain(config, server.port(), log);
    return 0;
  }

  private static void explain(ServerConfig config, int port, Logger log) {
    config.warnings().forEach(log::warn);
    config.effective().forEach((name, value) -> log.info("setting {}={}", name, value));
    if (!config.api().host().equals(ApiConfig.LOOPBACK)
        && !config.api().host().equals("localhost")) {
      log.warn(
          "NO AUTHENTICATION: anybody who reaches {}:{} may read, change and delete everything",
          config.api().host(),
          port);
    }
    if (!config.api().sessionsEnabled()) {
      log.warn("USE_REDIS_SESSIONS=false: session, user and chat endpoints answer 503");
    }
    log.info("Listening on http://{}:{}/api/v2", config.api().host(), port);
  }

  private static void stop(AgentcServer server, Logger log) {
    log.info("Stopping: new requests are refused, running ones may end");
    try {
      server.stop();
      log.info("Stopped");
    } catch (InterruptedException cutOff) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while stopping", cutOff);
    }
  }

  private static String whyNot(ApiConfig api, RuntimeException failed) {
    for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return "Cannot listen on "
            + api.host()
            + ":"
            + api.port()
            + ": the port is taken or the address is not this machine's. Set AGENT_C_API_PORT (0 ="
            + " any free one) or AGENT_C_API_HOST.";
      }
    }
    return "Cannot start: " + failed;
  }
}
