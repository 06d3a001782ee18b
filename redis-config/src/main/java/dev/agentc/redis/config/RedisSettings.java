package dev.agentc.redis.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * From the {@code REDIS_} settings to a {@link RedisConfig}. Asks for every name on every path, so
 * that a name is never "unknown" merely because another setting made it superfluous.
 */
final class RedisSettings {

  private enum Kind {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int SENTINEL_PORT = 26_379;

  private final Settings settings;
  private final List<String> excluded = new ArrayList<>();
  private final RedisConfig defaults = RedisConfig.builder().build();

  RedisSettings(Settings settings) {
    this.settings = settings;
  }

  RedisConfig read() {
    deprecated();
    RedisConfig.Builder builder = RedisConfig.builder();
    scalars(builder);
    Optional<RedisUrl> url = url();
    credentials(builder, url);
    database(builder, url);
    attempt(() -> tls(url)).ifPresent(builder::tls);
    topology(url).ifPresent(builder::topology);
    RedisConfig config = attempt(builder::build).orElse(defaults);
    warn(config);
    excluded.forEach(settings::hide);
    return config;
  }

  private void deprecated() {
    String outside = "Redis is managed outside of this program";
    settings.deprecated("REDIS_DATA_DIR", outside + "; set dir in the redis.conf of that server");
    settings.deprecated(
        "REDIS_STARTUP_TIMEOUT",
        outside + "; connecting never ends, REDIS_CONNECTION_TIMEOUT limits one attempt");
    settings.deprecated(
        "MANAGE_REDIS_LIFECYCLE",
        outside + "; start it first and name it with REDIS_HOST or REDIS_URL");
  }

  private void scalars(RedisConfig.Builder builder) {
    builder
        .connectionTimeout(seconds("REDIS_CONNECTION_TIMEOUT", defaults.connectionTimeout()))
        .commandTimeout(seconds("REDIS_SOCKET_TIMEOUT", defaults.commandTimeout()))
        .maxConnections(
            settings.integer(
                "REDIS_MAX_CONNECTIONS",
                defaults.maxConnections(),
                RedisConfig.MIN_CONNECTIONS,
                10_000))
        .commandQueue(
            settings.integer("REDIS_COMMAND_QUEUE", defaults.commandQueue(), 1, 10_000_000))
        .keyPrefix(settings.text("REDIS_KEY_PREFIX", defaults.keyPrefix()))
        .writeReplicas(settings.integer("REDIS_WRITE_REPLICAS", defaults.writeReplicas(), 0, 1_000))
        .writeTimeout(seconds("REDIS_WRITE_TIMEOUT", defaults.writeTimeout()))
        .clientName(settings.text("REDIS_CLIENT_NAME", defaults.clientName()))
        .readFrom(settings.choice("REDIS_READ_FROM", defaults.readFrom()));
  }

  private Optional<RedisUrl> url() {
    Optional<Secret> text = settings.secret("REDIS_URL");
    if (text.isPresent()) {
      exclude("REDIS_URL", "REDIS_HOST", "REDIS_PORT", "REDIS_TOPOLOGY", "REDIS_NODES");
    }
    Optional<RedisUrl> url = text.flatMap(secret -> attempt(() -> RedisUrl.parse(secret.reveal())));
    url.ifPresent(parsed -> settings.show("REDIS_URL", parsed.toString()));
    return url;
  }

  private void credentials(RedisConfig.Builder builder, Optional<RedisUrl> url) {
    Optional<String> username = settings.text("REDIS_USERNAME");
    Optional<Secret> password = settings.secret("REDIS_PASSWORD");
    Optional<Path> file = settings.secretFile("REDIS_PASSWORD");
    if (url.isPresent() && (url.get().username().isPresent() || url.get().password().isPresent())) {
      exclude(
          "a REDIS_URL with a user or a password",
          "REDIS_USERNAME",
          "REDIS_PASSWORD",
          "REDIS_PASSWORD_FILE");
      url.get().username().ifPresent(builder::username);
      url.get().password().ifPresent(builder::password);
      return;
    }
    username.ifPresent(builder::username);
    password.ifPresent(builder::password);
    password.flatMap(secret -> file).ifPresent(builder::passwordFile);
    if (username.isPresent() && password.isEmpty() && file.isPresent()) {
      // The file has its own problem already; do not also complain that there is no password.
      builder.password(Secret.of(""));
    }
  }

  private void database(RedisConfig.Builder builder, Optional<RedisUrl> url) {
    int database = settings.integer("REDIS_DB", 0, 0, Integer.MAX_VALUE);
    if (url.isPresent() && url.get().database().isPresent()) {
      exclude("a REDIS_URL with a database", "REDIS_DB");
      builder.database(url.get().database().getAsInt());
    } else {
      builder.database(database);
    }
  }

  private TlsConfig tls(Optional<RedisUrl> url) {
    boolean flag = settings.flag("REDIS_TLS", false);
    Optional<Path> ca = settings.path("REDIS_TLS_CA");
    Optional<Path> cert = settings.path("REDIS_TLS_CERT");
    Optional<Path> key = settings.path("REDIS_TLS_KEY");
    TlsConfig.Verify verify = settings.choice("REDIS_TLS_VERIFY", TlsConfig.Verify.FULL);
    ca.ifPresent(file -> PemFile.certificates("REDIS_TLS_CA", file).ifPresent(settings::problem));
    cert.ifPresent(
        file -> PemFile.certificates("REDIS_TLS_CERT", file).ifPresent(settings::problem));
    key.ifPresent(file -> PemFile.key("REDIS_TLS_KEY", file).ifPresent(settings::problem));
    // A URL that could not be read has its own problem; these settings are not to blame.
    boolean enabled = flag || (urlGiven() && url.isEmpty());
    if (url.isPresent() && url.get().scheme() != RedisUrl.Scheme.SENTINEL) {
      exclude("a REDIS_URL whose scheme decides", "REDIS_TLS");
      enabled = url.get().scheme() == RedisUrl.Scheme.REDISS;
    }
    return new TlsConfig(enabled, ca, cert, key, verify);
  }

  private Optional<Topology> topology(Optional<RedisUrl> url) {
    String host = settings.text("REDIS_HOST", "localhost");
    int port = settings.integer("REDIS_PORT", RedisConfig.DEFAULT_PORT, 1, 65_535);
    Optional<String> nodes = settings.text("REDIS_NODES");
    Optional<String> master = settings.text("REDIS_SENTINEL_MASTER");
    Watch watch = watch();
    Kind kind = settings.choice("REDIS_TOPOLOGY", Kind.STANDALONE);
    if (urlGiven()) {
      return url.flatMap(given -> fromUrl(given, master, watch));
    }
    return switch (kind) {
      case STANDALONE -> {
        needSentinel();
        if (nodes.isPresent()) {
          settings.problem("REDIS_NODES needs REDIS_TOPOLOGY=sentinel or cluster");
        }
        yield attempt("REDIS_HOST: ", () -> standalone(host, port));
      }
      case SENTINEL -> {
        excludeHost("sentinel");
        List<HostAndPort> sentinels = nodes(nodes, SENTINEL_PORT);
        yield attempt(() -> watch.over(sentinels, master.orElse("")));
      }
      case CLUSTER -> {
        excludeHost("cluster");
        needSentinel();
        List<HostAndPort> seeds = nodes(nodes, RedisConfig.DEFAULT_PORT);
        yield attempt(() -> new Topology.Cluster(seeds));
      }
    };
  }

  /** As whom to ask the Sentinels. */
  private record Watch(
      Optional<String> username, Optional<Secret> password, Optional<Path> passwordFile) {

    Topology over(List<HostAndPort> sentinels, String master) {
      return new Topology.Sentinel(sentinels, master, username, password, passwordFile);
    }
  }

  private Watch watch() {
    Optional<String> username = settings.text("REDIS_SENTINEL_USERNAME");
    Optional<Secret> password = settings.secret("REDIS_SENTINEL_PASSWORD");
    Optional<Path> file = settings.secretFile("REDIS_SENTINEL_PASSWORD");
    // A file that cannot be read has its own problem; do not also complain that there is no
    // password.
    return password.isEmpty() && file.isPresent()
        ? new Watch(Optional.empty(), password, Optional.empty())
        : new Watch(username, password, file);
  }

  private Optional<Topology> fromUrl(RedisUrl url, Optional<String> master, Watch watch) {
    if (url.scheme() != RedisUrl.Scheme.SENTINEL) {
      needSentinel();
      return Optional.of(new Topology.Standalone(url.nodes().get(0)));
    }
    if (url.master().isPresent()) {
      exclude("a REDIS_URL with a master", "REDIS_SENTINEL_MASTER");
    }
    String name = url.master().or(() -> master).orElse("");
    return attempt(() -> watch.over(url.nodes(), name));
  }

  private boolean urlGiven() {
    return settings.has("REDIS_URL") || settings.has("REDIS_URL_FILE");
  }

  private static Topology standalone(String host, int port) {
    return new Topology.Standalone(new HostAndPort(HostAndPort.unbracketed(host), port));
  }

  private List<HostAndPort> nodes(Optional<String> text, int port) {
    String rule = "REDIS_NODES must be host:port,…: ";
    return text.flatMap(
            list ->
                attempt(
                    rule,
                    () ->
                        Stream.of(list.split(",", -1))
                            .map(part -> HostAndPort.parse(part.strip(), port))
                            .toList()))
        // A list that cannot be read has its problem already: it is not also missing.
        .orElseGet(
            () -> text.isPresent() ? List.of(new HostAndPort("unreadable", port)) : List.of());
  }

  private void needSentinel() {
    Stream.of(
            "REDIS_SENTINEL_MASTER",
            "REDIS_SENTINEL_USERNAME",
            "REDIS_SENTINEL_PASSWORD",
            "REDIS_SENTINEL_PASSWORD_FILE")
        .filter(settings::has)
        .forEach(name -> settings.problem(name + " needs REDIS_TOPOLOGY=sentinel"));
  }

  private void excludeHost(String kind) {
    exclude("REDIS_TOPOLOGY=" + kind + " (it reads REDIS_NODES)", "REDIS_HOST", "REDIS_PORT");
  }

  private void exclude(String winner, String... names) {
    excluded.addAll(List.of(names));
    Stream.of(names)
        .filter(settings::has)
        .forEach(name -> settings.problem(name + " must not be set with " + winner));
  }

  private void warn(RedisConfig config) {
    if (config.tls().verify() == TlsConfig.Verify.NONE) {
      settings.warning(
          "REDIS_TLS_VERIFY=none: the server is not authenticated, anyone on the way can read and"
              + " change everything");
    }
    if (config.topology() instanceof Topology.Standalone && config.readFrom() != ReadFrom.PRIMARY) {
      settings.warning("REDIS_READ_FROM has no effect with one standalone Redis");
    }
    if (config.writeReplicas() == 0 && settings.has("REDIS_WRITE_TIMEOUT")) {
      settings.warning("REDIS_WRITE_TIMEOUT has no effect with REDIS_WRITE_REPLICAS=0");
    }
  }

  private Duration seconds(String name, Duration fallback) {
    return settings.seconds(name, fallback, SHORTEST, LONGEST);
  }

  private <T> Optional<T> attempt(Supplier<T> action) {
    return attempt("", action);
  }

  private <T> Optional<T> attempt(String prefix, Supplier<T> action) {
    try {
      return Optional.of(action.get());
    } catch (ConfigException e) {
      e.problems().forEach(problem -> settings.problem(prefix + problem));
      return Optional.empty();
    }
  }
}
