package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisFixture;
import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code REDIS_READ_FROM}: where reads go, by the nodes' own counts. */
class ReadFromIT {

  @RegisterExtension
  static final TopologyExtension<RedisSentinels> sentinels =
      TopologyExtension.of(RedisSentinels.builder());

  @RegisterExtension
  static final TopologyExtension<RedisCluster> clusters =
      TopologyExtension.of(RedisCluster.builder());

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** A cluster is looked at every 30 s when nothing fails. */
  private static final Duration NEXT_LOOK = Duration.ofSeconds(60);

  private static final String KEY = "key:1";
  private static final int READS = 50;

  private enum Servers {
    SENTINEL,
    CLUSTER;

    RedisFixture running() {
      return this == SENTINEL ? sentinels.get() : clusters.get();
    }

    List<RedisServer> replicas() {
      return this == SENTINEL ? sentinels.get().replicas() : clusters.get().replicas();
    }

    RedisServer primary() {
      return this == SENTINEL ? sentinels.get().primary() : clusters.get().primaryOf(KEY);
    }

    void awaitStable() {
      if (this == SENTINEL) {
        sentinels.get().awaitStable();
      } else {
        clusters.get().awaitStable();
      }
    }
  }

  private static RedisConnector connected(Servers servers, String readFrom, String... more) {
    servers.running().reset();
    if (servers == Servers.SENTINEL) {
      // No test here is about a failover.
      sentinels.get().replacePrimaryAfter(Duration.ofSeconds(30));
    }
    List<String> settings = new ArrayList<>(List.of(more));
    settings.addAll(List.of("REDIS_READ_FROM", readFrom));
    RedisConnector connector =
        connector(servers.running().settings(), settings.toArray(String[]::new));
    awaitConnected(connector);
    get(set(connector, KEY, "value"));
    servers.awaitStable();
    return connector;
  }

  private static byte[] read(RedisConnector connector) {
    return get(connector.stale(commands -> commands.get(KEY), found -> true));
  }

  private static long at(List<RedisServer> servers, String command) {
    return servers.stream()
        .mapToLong(server -> server.commandCounts().getOrDefault(command, 0L))
        .sum();
  }

  /** The connection for such reads is made with the first of them. */
  private static void awaitReadsAt(
      List<RedisServer> servers, RedisConnector connector, Duration limit) {
    servers.forEach(RedisServer::resetCounts);
    within(limit)
        .until(
            () -> {
              assertThat(read(connector)).isEqualTo(bytes("value"));
              return at(servers, "get") > 0;
            });
  }

  private static void resetCounts(Servers servers) {
    servers.primary().resetCounts();
    servers.replicas().forEach(RedisServer::resetCounts);
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void primary_noReadGoesToAReplica(Servers servers) {
    try (RedisConnector connector = connected(servers, "primary")) {
      assertThat(connector.readsStale()).isFalse();
      resetCounts(servers);
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
      assertThat(at(List.of(servers.primary()), "get")).isEqualTo(READS);
      assertThat(at(servers.replicas(), "get")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void replicaPreferred_everyReadGoesToAReplica_currentReadsAndWritesNever(Servers servers) {
    try (RedisConnector connector = connected(servers, "replica-preferred")) {
      awaitReadsAt(servers.replicas(), connector, PATIENCE);
      resetCounts(servers);
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
      assertThat(at(servers.replicas(), "get")).isEqualTo(READS);
      assertThat(at(List.of(servers.primary()), "get")).isZero();

      resetCounts(servers);
      for (int i = 0; i < READS; i++) {
        get(connector.requiredWrite(commands -> commands.set(KEY, bytes("value"))));
        get(connector.required(commands -> commands.get(KEY)));
        get(connector.optional(commands -> commands.get(KEY)));
        get(connector.managed(KEY, commands -> commands.get(KEY)));
      }
      assertThat(at(List.of(servers.primary()), "get")).isEqualTo(3 * READS);
      assertThat(at(servers.replicas(), "get")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void nearest_oneOfTheNodesAnswers_currentReadsAndWritesGoToThePrimary(Servers servers) {
    try (RedisConnector connector = connected(servers, "nearest")) {
      resetCounts(servers);
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
      assertThat(at(List.of(servers.primary()), "get") + at(servers.replicas(), "get"))
          .isEqualTo(READS);

      resetCounts(servers);
      for (int i = 0; i < READS; i++) {
        get(connector.requiredWrite(commands -> commands.set(KEY, bytes("value"))));
        get(connector.required(commands -> commands.get(KEY)));
      }
      assertThat(at(List.of(servers.primary()), "get")).isEqualTo(READS);
      assertThat(at(servers.replicas(), "get")).isZero();
    }
  }

  /** With Sentinel the first node to answer a PING is the nearest: here the primary must be. */
  @Test
  void nearest_replicasThatDoNotAnswer_areNotTheNearest() {
    Servers servers = Servers.SENTINEL;
    try (RedisConnector connector = connected(servers, "nearest", "REDIS_SOCKET_TIMEOUT", "20")) {
      List<RedisServer> replicas = servers.replicas();
      replicas.forEach(RedisServer::pause);
      servers.primary().resetCounts();
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
      assertThat(at(List.of(servers.primary()), "get")).isEqualTo(READS);
      replicas.forEach(RedisServer::resume);
    }
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void allReplicasDie_noReadFails_andTheyAreReadAgainWhenTheyAreBack(Servers servers) {
    for (String readFrom : List.of("replica-preferred", "nearest")) {
      try (RedisConnector connector = connected(servers, readFrom)) {
        List<RedisServer> replicas = servers.replicas();
        if (readFrom.equals("replica-preferred")) {
          awaitReadsAt(replicas, connector, PATIENCE);
        }
        CompletableFuture<Void> dying =
            CompletableFuture.runAsync(() -> replicas.forEach(RedisServer::kill));
        for (int i = 0; i < READS || !dying.isDone(); i++) {
          assertThat(read(connector)).isEqualTo(bytes("value"));
        }
        servers.primary().resetCounts();
        for (int i = 0; i < READS; i++) {
          assertThat(read(connector)).isEqualTo(bytes("value"));
        }
        assertThat(at(List.of(servers.primary()), "get")).isEqualTo(READS);
        replicas.forEach(RedisServer::start);
        servers.awaitStable();
        if (readFrom.equals("replica-preferred")) {
          awaitReadsAt(replicas, connector, NEXT_LOOK);
        }
      }
    }
  }

  /**
   * Such a replica answers, and with what it had when it lost its primary, for as long as it lives.
   */
  @ParameterizedTest
  @EnumSource(Servers.class)
  void replicasThatLostTheirPrimary_areNotReadUntilTheyFollowAgain(Servers servers) {
    try (RedisConnector connector = connected(servers, "replica-preferred")) {
      List<RedisServer> replicas = servers.replicas();
      awaitReadsAt(replicas, connector, PATIENCE);
      String password = lose(replicas);
      get(set(connector, KEY, "newer"));
      within(PATIENCE).until(() -> Arrays.equals(read(connector), bytes("newer")));
      replicas.forEach(RedisServer::resetCounts);
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("newer"));
      }
      assertThat(at(replicas, "get")).isZero();

      replicas.forEach(replica -> replica.cli("CONFIG", "SET", "masterauth", password));
      servers.awaitStable();
      get(set(connector, KEY, "value"));
      awaitReadsAt(replicas, connector, PATIENCE);
    }
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void replicasThatRefuseToBeStale_noReadFails(Servers servers) {
    try (RedisConnector connector = connected(servers, "replica-preferred")) {
      List<RedisServer> replicas = servers.replicas();
      awaitReadsAt(replicas, connector, PATIENCE);
      replicas.forEach(one -> one.cli("CONFIG", "SET", "replica-serve-stale-data", "no"));
      String password = lose(replicas);
      for (int i = 0; i < READS; i++) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
      replicas.forEach(one -> one.cli("CONFIG", "SET", "masterauth", password));
      replicas.forEach(one -> one.cli("CONFIG", "SET", "replica-serve-stale-data", "yes"));
      servers.awaitStable();
    }
  }

  /** Nobody has newer data then. */
  @Test
  void primaryAway_replicasAnswer() {
    Servers servers = Servers.SENTINEL;
    try (RedisConnector connector = connected(servers, "replica-preferred")) {
      List<RedisServer> replicas = servers.replicas();
      awaitReadsAt(replicas, connector, PATIENCE);
      RedisServer primary = servers.primary();
      // No failover.
      sentinels.get().sentinels().forEach(RedisServer::pause);
      primary.kill();
      within(PATIENCE).until(() -> !connector.status().connected());
      replicas.forEach(
          one ->
              within(PATIENCE)
                  .until(() -> "down".equals(one.info("replication").get("master_link_status"))));
      long begun = System.nanoTime();
      while (System.nanoTime() - begun < ReplicaLag.INTERVAL.multipliedBy(4).toNanos()) {
        assertThat(read(connector)).isEqualTo(bytes("value"));
      }
    }
  }

  /** Returns what lets them find their primary again. */
  private static String lose(List<RedisServer> replicas) {
    String password = replicas.get(0).cli("CONFIG", "GET", "masterauth").split("\n", -1)[1];
    replicas.forEach(replica -> replica.cli("CONFIG", "SET", "masterauth", "wrong"));
    replicas.forEach(replica -> replica.cli("CLIENT", "KILL", "TYPE", "master"));
    replicas.forEach(
        one ->
            within(PATIENCE)
                .until(() -> "down".equals(one.info("replication").get("master_link_status"))));
    return password;
  }

  /** The one for reads that may be stale included, which may lead to the primary as well. */
  @ParameterizedTest
  @EnumSource(Servers.class)
  void connectionForSuchReads_isOneOfThoseAllowed(Servers servers) {
    try (RedisConnector connector =
        connected(
            servers,
            "nearest",
            "REDIS_MAX_CONNECTIONS",
            "6",
            "REDIS_CLIENT_NAME",
            "counted",
            "REDIS_SOCKET_TIMEOUT",
            "20")) {
      probe(connector);
      read(connector);
      CompletableFuture<String> held = new CompletableFuture<>();
      List<CompletionStage<String>> leases = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        leases.add(connector.managed(KEY, commands -> held));
      }
      within(PATIENCE)
          .until(
              () -> connector.status().leased() == 2 && connector.status().waitingForLease() == 8);
      within(PATIENCE).until(() -> connector.status().inUse() == 6);
      if (servers == Servers.SENTINEL) {
        // An attempt that took long has been joined by another, whose connection is closed.
        within(PATIENCE)
            .untilAsserted(
                () -> assertThat(clients(servers.primary())).hasSizeLessThanOrEqualTo(6));
      }
      held.complete("");
      leases.forEach(Connectors::get);
    }
  }

  private static void probe(RedisConnector connector) {
    within(PATIENCE)
        .ignoreExceptions()
        .until(() -> get(connector.probe().required(c -> c.ping())).equals("PONG"));
    within(PATIENCE)
        .ignoreExceptions()
        .until(
            () ->
                get(connector.probe().requiredWrite(c -> c.set("probe", bytes("1")))).equals("OK"));
  }

  private static List<String> clients(RedisServer server) {
    return server
        .cli("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains("name=counted"))
        .toList();
  }
}
