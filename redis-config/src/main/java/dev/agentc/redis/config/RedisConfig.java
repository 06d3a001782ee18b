package dev.agentc.redis.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach one Redis. Valid by construction: an instance that breaks a rule does not exist, and
 * the {@link ConfigException} lists every rule broken. Immutable; {@link #toString()} shows no
 * secret. Creating one connects to nothing.
 *
 * @param database {@code REDIS_DB}; 0 with a cluster
 * @param username {@code REDIS_USERNAME}, the ACL user; only with a password
 * @param password {@code REDIS_PASSWORD}, as it was at the start
 * @param passwordFile where the password came from, to be read again before each new connection;
 *     empty when it came as a value
 * @param connectionTimeout {@code REDIS_CONNECTION_TIMEOUT}: limit for making one connection
 * @param commandTimeout {@code REDIS_SOCKET_TIMEOUT}: deadline of one command
 * @param maxConnections {@code REDIS_MAX_CONNECTIONS}: most connections to one node, the shared
 *     one, two for probes and the leased ones together, and with {@code REDIS_READ_FROM} one for
 *     reads that may be stale; at least 4, or 5 with that
 * @param commandQueue {@code REDIS_COMMAND_QUEUE}: most commands waiting on one connection
 * @param keyPrefix {@code REDIS_KEY_PREFIX}, before every key
 * @param writeReplicas {@code REDIS_WRITE_REPLICAS}: replicas that must have a write before it is
 *     acknowledged; 0 = none, no {@code WAIT} is sent
 * @param writeTimeout {@code REDIS_WRITE_TIMEOUT}: how long to wait for them; shorter than
 *     commandTimeout
 * @param clientName {@code REDIS_CLIENT_NAME}, as {@code CLIENT LIST} shows it
 */
public record RedisConfig(
    Topology topology,
    int database,
    Optional<String> username,
    Optional<Secret> password,
    Optional<Path> passwordFile,
    TlsConfig tls,
    Duration connectionTimeout,
    Duration commandTimeout,
    int maxConnections,
    int commandQueue,
    String keyPrefix,
    int writeReplicas,
    Duration writeTimeout,
    String clientName,
    ReadFrom readFrom) {

  /** The shared connection and the two for probes; reads that may be stale have one more. */
  private static final int NEVER_LEASED = 3;

  static final int MIN_CONNECTIONS = NEVER_LEASED + 1;

  static final int DEFAULT_PORT = 6379;
  private static final Pattern KEY_PREFIX = Pattern.compile("[A-Za-z0-9_.-]+");
  private static final Pattern CLIENT_NAME = Pattern.compile("[!-~]+");

  public RedisConfig {
    List<String> problems = new ArrayList<>();
    atLeast(problems, "REDIS_DB", database, 0);
    if (topology instanceof Topology.Cluster && database != 0) {
      problems.add("REDIS_DB must be 0 with REDIS_TOPOLOGY=cluster: was " + database);
    }
    if (username.isPresent() && password.isEmpty()) {
      problems.add(
          "REDIS_USERNAME needs REDIS_PASSWORD (in REDIS_URL, a password without a user is written"
              + " redis://:password@host)");
    }
    if (passwordFile.isPresent() && password.isEmpty()) {
      problems.add("a password file needs the password that it holds");
    }
    positive(problems, "REDIS_CONNECTION_TIMEOUT", connectionTimeout);
    positive(problems, "REDIS_SOCKET_TIMEOUT", commandTimeout);
    positive(problems, "REDIS_WRITE_TIMEOUT", writeTimeout);
    int leastConnections = neverLeased(topology, readFrom) + 1;
    atLeast(problems, "REDIS_MAX_CONNECTIONS", maxConnections, leastConnections);
    atLeast(problems, "REDIS_COMMAND_QUEUE", commandQueue, 1);
    atLeast(problems, "REDIS_WRITE_REPLICAS", writeReplicas, 0);
    if (writeReplicas > 0 && writeTimeout.compareTo(commandTimeout) >= 0) {
      problems.add(
          "REDIS_WRITE_TIMEOUT must be shorter than REDIS_SOCKET_TIMEOUT: was "
              + (writeTimeout + " against " + commandTimeout));
    }
    matches(problems, "REDIS_KEY_PREFIX must match", keyPrefix, KEY_PREFIX);
    matches(problems, "REDIS_CLIENT_NAME must be printable ASCII,", clientName, CLIENT_NAME);
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  /** Whether some reads may be answered elsewhere than at the primary. */
  boolean readsStale() {
    return readsStale(topology, readFrom);
  }

  /** Of the connections to one node: those that are always there. */
  int neverLeased() {
    return neverLeased(topology, readFrom);
  }

  private static boolean readsStale(Topology topology, ReadFrom readFrom) {
    return readFrom != ReadFrom.PRIMARY && !(topology instanceof Topology.Standalone);
  }

  private static int neverLeased(Topology topology, ReadFrom readFrom) {
    return readsStale(topology, readFrom) ? NEVER_LEASED + 1 : NEVER_LEASED;
  }

  /**
   * Reads every {@code REDIS_} setting.
   *
   * @throws ConfigException with every problem, unknown {@code REDIS_} names among them
   */
  public static RedisConfig from(Map<String, String> values) {
    Settings settings = Settings.of(values);
    RedisConfig config = from(settings);
    settings.finish("REDIS_");
    return config;
  }

  /**
   * Reads the {@code REDIS_} settings of a bigger set. Problems are left with the settings, and the
   * result is only meaningful once the caller's {@link Settings#finish} has not thrown.
   */
  public static RedisConfig from(Settings settings) {
    return new RedisSettings(settings).read();
  }

  /** Starts from the defaults: a Redis on localhost:6379 without a password. */
  public static Builder builder() {
    return new Builder();
  }

  private static void atLeast(List<String> problems, String name, int value, int min) {
    if (value < min) {
      problems.add(name + " must be at least " + min + ": was " + value);
    }
  }

  private static void positive(List<String> problems, String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      problems.add(name + " must be positive: was " + value);
    }
  }

  private static void matches(List<String> problems, String rule, String value, Pattern pattern) {
    if (!pattern.matcher(value).matches()) {
      problems.add(rule + " " + pattern + ": was " + Shown.of(value));
    }
  }

  /** Collects the parts; {@link #build()} checks them. Not thread-safe. */
  public static final class Builder {
    private Topology topology = new Topology.Standalone(new HostAndPort("localhost", DEFAULT_PORT));
    private int database;
    private Optional<String> username = Optional.empty();
    private Optional<Secret> password = Optional.empty();
    private Optional<Path> passwordFile = Optional.empty();
    private TlsConfig tls = TlsConfig.OFF;
    private Duration connectionTimeout = Duration.ofSeconds(5);
    private Duration commandTimeout = Duration.ofSeconds(5);
    private int maxConnections = 50;
    private int commandQueue = 10_000;
    private String keyPrefix = "agentc";
    private int writeReplicas;
    private Duration writeTimeout = Duration.ofSeconds(1);
    private String clientName = "agentc";
    private ReadFrom readFrom = ReadFrom.PRIMARY;

    private Builder() {}

    public Builder topology(Topology value) {
      topology = value;
      return this;
    }

    /** One server; short for a {@link Topology.Standalone}. */
    public Builder node(String host, int port) {
      return topology(new Topology.Standalone(new HostAndPort(host, port)));
    }

    public Builder database(int value) {
      database = value;
      return this;
    }

    public Builder username(String value) {
      username = Optional.of(value);
      return this;
    }

    public Builder password(Secret value) {
      password = Optional.of(value);
      return this;
    }

    public Builder passwordFile(Path value) {
      passwordFile = Optional.of(value);
      return this;
    }

    public Builder tls(TlsConfig value) {
      tls = value;
      return this;
    }

    public Builder connectionTimeout(Duration value) {
      connectionTimeout = value;
      return this;
    }

    public Builder commandTimeout(Duration value) {
      commandTimeout = value;
      return this;
    }

    public Builder maxConnections(int value) {
      maxConnections = value;
      return this;
    }

    public Builder commandQueue(int value) {
      commandQueue = value;
      return this;
    }

    public Builder keyPrefix(String value) {
      keyPrefix = value;
      return this;
    }

    public Builder writeReplicas(int value) {
      writeReplicas = value;
      return this;
    }

    public Builder writeTimeout(Duration value) {
      writeTimeout = value;
      return this;
    }

    public Builder clientName(String value) {
      clientName = value;
      return this;
    }

    public Builder readFrom(ReadFrom value) {
      readFrom = value;
      return this;
    }

    /**
     * Checks and creates.
     *
     * @throws ConfigException with every rule broken
     */
    public RedisConfig build() {
      return new RedisConfig(
          topology,
          database,
          username,
          password,
          passwordFile,
          tls,
          connectionTimeout,
          commandTimeout,
          maxConnections,
          commandQueue,
          keyPrefix,
          writeReplicas,
          writeTimeout,
          clientName,
          readFrom);
    }
  }
}
