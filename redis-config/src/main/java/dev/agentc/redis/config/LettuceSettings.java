package dev.agentc.redis.config;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ReadOnlyCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The settings in Lettuce's terms. Defaults are spelled out where the documentation is stale. */
final class LettuceSettings {

  private static final ReadOnlyCommands.ReadOnlyPredicate READ_ONLY =
      ReadOnlyCommands.asPredicate();

  private static final Duration KEEP_ALIVE = Duration.ofSeconds(10);

  /** How often a cluster is looked at without a reason. */
  private static final Duration VIEW_PERIOD = Duration.ofSeconds(30);

  /** Between two looks with a reason. */
  private static final Duration VIEW_INTERVAL = Duration.ofSeconds(1);

  private LettuceSettings() {}

  static ClientOptions clientOptions(RedisConfig config) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            // ConnectionHolder reconnects. Lettuce's own reconnecting sends commands again (G5).
            .autoReconnect(false)
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .requestQueueSize(config.commandQueue())
            .timeoutOptions(TimeoutOptions.enabled(config.commandTimeout()))
            .socketOptions(socketOptions(config))
            // Costs a command per connection and helps with the commercial editions only.
            .maintNotificationsConfig(MaintNotificationsConfig.disabled());
    if (config.tls().enabled()) {
      options.sslOptions(sslOptions(config.tls()));
    }
    return options.build();
  }

  /** As {@link #clientOptions}, and how the view of the cluster is kept. */
  static ClusterClientOptions clusterOptions(RedisConfig config) {
    ClusterClientOptions.Builder options = ClusterClientOptions.builder(clientOptions(config));
    // The one thing that is not taken over from there.
    options.maintNotificationsConfig(MaintNotificationsConfig.disabled());
    return options
        // Nodes reconnect by themselves. With REJECT_COMMANDS nothing is sent again even so (G5).
        .autoReconnect(true)
        .topologyRefreshOptions(
            ClusterTopologyRefreshOptions.builder() // all adaptive triggers are on
                .enablePeriodicRefresh(VIEW_PERIOD)
                .adaptiveRefreshTriggersTimeout(VIEW_INTERVAL)
                .dynamicRefreshSources(true)
                .build())
        // Only the connection for stale reads goes by it, and there all of these only read.
        .readOnlyCommands(command -> READ_ONLY.isReadOnly(command) || isScript(command.getType()))
        .nodeFilter(node -> !node.is(NodeFlag.FAIL) && !node.is(NodeFlag.NOADDR))
        .validateClusterNodeMembership(false)
        .build();
  }

  private static boolean isScript(ProtocolKeyword command) {
    return command == CommandType.EVAL || command == CommandType.EVALSHA;
  }

  /** An address but for the node: as whom to connect, and how. */
  interface Template {
    RedisURI at(HostAndPort node);
  }

  /** Reads the password file. */
  static Template template(RedisConfig config) {
    Optional<RedisCredentials> credentials = credentials(config);
    return node -> completed(RedisURI.create(node.host(), node.port()), config, credentials);
  }

  /**
   * Of the Sentinels: with their user and password, not those of the data servers. Reads the file.
   */
  static Template sentinels(RedisConfig config, Topology.Sentinel topology) {
    Optional<RedisCredentials> credentials =
        credentials(topology.username(), topology.password(), topology.passwordFile());
    return node -> {
      RedisURI address = RedisURI.create(node.host(), node.port());
      address.setTimeout(config.connectionTimeout());
      address.setSsl(config.tls().enabled());
      address.setVerifyPeer(verifyMode(config.tls()));
      address.setClientName(config.clientName());
      credentials.ifPresent(
          known -> address.setCredentialsProvider(RedisCredentialsProvider.from(() -> known)));
      return address;
    };
  }

  private static RedisURI completed(
      RedisURI address, RedisConfig config, Optional<RedisCredentials> credentials) {
    address.setDatabase(config.database());
    address.setClientName(config.clientName());
    // Of the handshake; commands have TimeoutOptions.
    address.setTimeout(config.connectionTimeout());
    address.setSsl(config.tls().enabled());
    address.setVerifyPeer(verifyMode(config.tls()));
    credentials.ifPresent(
        known -> address.setCredentialsProvider(RedisCredentialsProvider.from(() -> known)));
    return address;
  }

  /** Of the data servers. Reads the password file. */
  static Optional<RedisCredentials> credentials(RedisConfig config) {
    return credentials(config.username(), config.password(), config.passwordFile());
  }

  /** The file may have a new password since the start (rotation). */
  private static Optional<RedisCredentials> credentials(
      Optional<String> username, Optional<Secret> password, Optional<Path> passwordFile) {
    return passwordFile
        .map(file -> Secret.of(read(file)))
        .or(() -> password)
        .map(known -> RedisCredentials.just(username.orElse(null), known.reveal().toCharArray()));
  }

  private static String read(Path file) {
    try {
      return SecretFile.read(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the password file cannot be read", unreadable);
    }
  }

  private static SocketOptions socketOptions(RedisConfig config) {
    return SocketOptions.builder()
        .connectTimeout(config.connectionTimeout())
        .keepAlive(
            KeepAliveOptions.builder()
                .enable()
                .idle(KEEP_ALIVE)
                .interval(KEEP_ALIVE)
                .count(3)
                .build())
        .build();
  }

  /** The files are read at each connect, so that renewed certificates are taken up. */
  private static SslOptions sslOptions(TlsConfig tls) {
    SslOptions.Builder options = SslOptions.builder().jdkSslProvider();
    tls.ca().ifPresent(ca -> options.trustManager(ca.toFile()));
    tls.cert()
        .ifPresent(
            cert ->
                options.keyManager(cert.toFile(), tls.key().orElse(cert).toFile(), new char[0]));
    return options.build();
  }

  private static SslVerifyMode verifyMode(TlsConfig tls) {
    return switch (tls.verify()) {
      case FULL -> SslVerifyMode.FULL;
      case CA -> SslVerifyMode.CA;
      case NONE -> SslVerifyMode.NONE;
    };
  }
}
