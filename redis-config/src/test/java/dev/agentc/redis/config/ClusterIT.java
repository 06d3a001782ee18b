package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TcpProxy;
import dev.agentc.redis.testing.TopologyExtension;
import io.lettuce.core.TransactionResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A cluster of three primaries and three replicas. */
class ClusterIT {

  @RegisterExtension
  static final TopologyExtension<RedisCluster> extension =
      TopologyExtension.of(RedisCluster.builder());

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RedisCluster cluster;

  @BeforeEach
  void reset() {
    cluster = extension.get();
    cluster.reset();
  }

  private RedisConnector connected(String... namesAndValues) {
    RedisConnector connector = connector(cluster.settings(), namesAndValues);
    awaitConnected(connector);
    return connector;
  }

  /** One key at least on every primary. */
  private static List<String> keys(int count) {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add("key:" + i);
    }
    return keys;
  }

  private static void setAll(RedisConnector connector, int count) {
    List<CompletionStage<String>> all = new ArrayList<>();
    keys(count).forEach(key -> all.add(set(connector, key, "v")));
    all.forEach(stage -> assertThat(get(stage)).isEqualTo("OK"));
  }

  private String keyOf(RedisServer primary) {
    return keys(1_000).stream()
        .filter(key -> cluster.primaryOf(key) == primary)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void everyNodeIsConnected_beforeItIsReady_noCommandIsRejected() {
    for (int round = 0; round < 5; round++) {
      try (RedisConnector connector = connected()) {
        setAll(connector, 60);
        assertThat(get(connector.validateConnection()).mode()).isEqualTo("cluster");
        get(ping(connector.probe()).exceptionally(notYet -> "connecting"));
      }
    }
  }

  @Test
  void oneSeedIsEnough_andTheOthersMayBeDead() {
    String seeds = "127.0.0.1:1," + address(cluster.replicas().get(0));
    try (RedisConnector connector = connected("REDIS_NODES", seeds)) {
      setAll(connector, 60);
    }
  }

  /** Else a cluster far away, or TLS on a starved machine, would never be seen. */
  @Test
  void seedThatTakesLongerThanAHangingOneMay_isWaitedForAfterAll() {
    try (TcpProxy network = TcpProxy.to(cluster.primaries().get(0))) {
      network.toClient().latency(ViewLimit.LEAST.plusMillis(200));
      String seed = "127.0.0.1:" + network.port();
      try (RedisConnector connector = connected("REDIS_NODES", seed)) {
        setAll(connector, 60);
      }
    }
  }

  private static String address(RedisServer node) {
    return node.host() + ":" + node.port();
  }

  @Test
  void failoverAskedFor_writesGoOn() {
    try (RedisConnector connector = connected()) {
      setAll(connector, 60);
      RedisServer replica = cluster.replicas().get(0);
      cluster.failover(replica);
      within(SLACK)
          .ignoreExceptions()
          .until(() -> get(set(connector, keyOf(replica), "after")).equals("OK"));
      setAll(connector, 60);
      assertThat(connector.status().reconnects()).isZero();
    }
  }

  @Test
  void primaryKilled_itsKeysFailTyped_theOthersGoOn_andAllIsWellAfterTheFailover() {
    try (RedisConnector connector = connected("REDIS_SOCKET_TIMEOUT", "2")) {
      RedisServer victim = cluster.primaries().get(0);
      String lost = keyOf(victim);
      String kept = keyOf(cluster.primaries().get(1));
      setAll(connector, 60);
      victim.kill();
      assertThat(failure(set(connector, lost, "x"))).isInstanceOf(RedisFailure.class);
      assertThat(get(set(connector, kept, "x"))).isEqualTo("OK");
      assertThat(connector.status().connected()).isTrue();
      cluster.awaitFailoverFrom(victim, cluster.slotOf(lost));
      within(SLACK).ignoreExceptions().until(() -> get(set(connector, lost, "after")).equals("OK"));
      setAll(connector, 60);
    }
  }

  /** Who asked for the shards before the cluster was known. */
  @Test
  void allShards_isAnyNode_anUnknownOneIsUnavailable() {
    try (RedisConnector connector = connected()) {
      RedisProbe probe = connector.probe();
      within(PATIENCE)
          .ignoreExceptions()
          .until(() -> get(probe.at(Shard.ALL, commands -> commands.ping())).equals("PONG"));
      Shard unknown = new Shard("{a}", Optional.of(new HostAndPort("127.0.0.1", 1)));
      assertThat(failure(probe.at(unknown, commands -> commands.ping())))
          .isInstanceOf(RedisFailure.Unavailable.class);
    }
  }

  @Test
  void primariesGone_theReportComesFromOneThatIsLeft() {
    List<RedisServer> primaries = List.copyOf(cluster.primaries());
    cluster.replicas().forEach(RedisServer::kill);
    try (RedisConnector connector = connected("REDIS_SOCKET_TIMEOUT", "2")) {
      for (RedisServer gone : primaries.subList(0, 2)) {
        gone.kill();
        assertThat(get(connector.validateConnection()).role()).isEqualTo("master");
      }
    }
  }

  @Test
  void primaryHangs_failoverIsForced_itsKeysAreServedAgain() {
    try (RedisConnector connector = connected("REDIS_SOCKET_TIMEOUT", "0.5")) {
      RedisServer victim = cluster.primaries().get(0);
      String lost = keyOf(victim);
      victim.pause();
      assertThat(failure(set(connector, lost, "x"))).isInstanceOf(RedisFailure.TimedOut.class);
      cluster.awaitFailoverFrom(victim, cluster.slotOf(lost));
      within(SLACK.plusSeconds(1))
          .ignoreExceptions()
          .until(() -> get(set(connector, lost, "after")).equals("OK"));
      victim.resume();
    }
  }

  @Test
  void slotsOnTheMove_noCommandFails_andEachRunsOnce() {
    try (RedisConnector connector = connected()) {
      RedisServer from = cluster.primaryOf("{moving}");
      RedisServer to =
          cluster.primaries().stream().filter(node -> node != from).findFirst().orElseThrow();
      List<CompletionStage<Long>> all = new ArrayList<>();
      var migration = cluster.beginMigration(cluster.slotOf("{moving}"), to);
      for (int i = 0; i < 50; i++) {
        String key = "{moving}" + i;
        all.add(connector.required(commands -> commands.incr(key)));
      }
      all.forEach(stage -> get(stage));
      migration.moveKeys(20);
      for (int i = 0; i < 50; i++) {
        String key = "{moving}" + i;
        all.add(connector.required(commands -> commands.incr(key)));
      }
      all.forEach(stage -> get(stage));
      migration.finish();
      for (int i = 0; i < 50; i++) {
        String key = "{moving}" + i;
        Long third = get(connector.required(commands -> commands.incr(key)));
        assertThat(third).isEqualTo(3);
      }
      cluster.migrateSlot(cluster.slotOf("{moving}"), from);
    }
  }

  @Test
  void nodeAddedWithSlots_andTakenOutAgain_noCommandFailsForLong() {
    try (RedisConnector connector = connected()) {
      setAll(connector, 200);
      RedisServer from = cluster.primaries().get(0);
      RedisServer added = cluster.addPrimary();
      cluster.moveSlots(from, added, 3_000);
      within(SLACK).ignoreExceptions().untilAsserted(() -> setAll(connector, 200));
      cluster.moveSlots(added, from, RedisCluster.SLOTS);
      cluster.removeNode(added);
      within(SLACK).ignoreExceptions().untilAsserted(() -> setAll(connector, 200));
    }
  }

  @Test
  void slotsUncovered_clusterDown() {
    RedisServer primary = cluster.primaries().get(0);
    String key = keyOf(primary);
    RedisServer replica = cluster.replicasOf(primary).get(0);
    try (RedisConnector connector = connected()) {
      replica.kill();
      primary.kill();
      within(Duration.ofSeconds(10))
          .until(
              () ->
                  failure(set(connector, key, "x")) instanceof RedisFailure.ClusterDown down
                      && down.outcome() == Outcome.NOT_EXECUTED);
    }
  }

  @Test
  void allNodesDown_failsAtOnce_andWhenTheyAreBackItConnectsByItself() {
    try (RedisConnector connector = connected()) {
      setAll(connector, 60);
      cluster.servers().forEach(RedisServer::kill);
      within(SLACK)
          .until(
              () ->
                  failure(set(connector, "key:1", "x")) instanceof RedisFailure.Unavailable
                      && !connector.status().connected());
      assertThat(get(connector.optional(commands -> commands.get("key:1")))).isEmpty();
      cluster.reset();
      within(SLACK).until(() -> connector.status().connected());
      setAll(connector, 60);
    }
  }

  @Test
  void startedBeforeTheCluster_connectsByItself() {
    cluster.servers().forEach(RedisServer::kill);
    try (RedisConnector connector = connector(cluster.settings())) {
      assertThat(get(connector.connect()).connected()).isFalse();
      cluster.reset();
      // It may have found the first servers while the last still began.
      within(SLACK)
          .ignoreExceptions()
          .until(
              () -> {
                setAll(connector, 60);
                return true;
              });
    }
  }

  @Test
  void queueIsBoundedPerNode_theOthersServe() {
    try (RedisConnector connector =
        connected("REDIS_COMMAND_QUEUE", "100", "REDIS_SOCKET_TIMEOUT", "1")) {
      RedisServer hung = cluster.primaries().get(0);
      String key = keyOf(hung);
      String other = keyOf(cluster.primaries().get(1));
      hung.pause();
      List<CompletionStage<String>> all = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        all.add(set(connector, key, "x"));
      }
      assertThat(failure(set(connector, key, "x"))).isInstanceOf(RedisFailure.Overloaded.class);
      assertThat(get(set(connector, other, "x"))).isEqualTo("OK");
      hung.resume();
      all.forEach(stage -> stage.exceptionally(late -> "").toCompletableFuture().join());
    }
  }

  @Test
  void connectionsBreakInFlight_eachCommandRunsAtMostOnce() {
    try (RedisConnector connector = connected("REDIS_SOCKET_TIMEOUT", "1")) {
      RedisServer primary = cluster.primaryOf("counter");
      List<CompletionStage<Long>> all = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        all.add(connector.required(commands -> commands.incr("counter")));
      }
      primary.cli("CLIENT", "KILL", "TYPE", "normal");
      for (int i = 0; i < 20; i++) {
        all.add(connector.required(commands -> commands.incr("counter")));
      }
      long done =
          all.stream()
              .filter(stage -> stage.handle((n, t) -> t == null).toCompletableFuture().join())
              .count();
      within(SLACK)
          .ignoreExceptions()
          .until(() -> get(connector.required(commands -> commands.exists("counter"))) >= 0);
      String counter = cluster.cli("GET", "counter");
      long ran = counter.equals("(nil)") ? 0 : Long.parseLong(counter);
      assertThat(ran).isBetween(done, 40L);
    }
  }

  @Test
  void leaseIsOnTheServerOfItsKey() {
    try (RedisConnector connector = connected()) {
      for (String key : keys(10)) {
        TransactionResult ran =
            get(
                connector.managed(
                    key,
                    commands -> {
                      var unused = commands.multi();
                      unused = commands.set(key, bytes("1"));
                      return commands.exec();
                    }));
        assertThat(ran.size()).isEqualTo(1);
        assertThat(cluster.primaryOf(key).cli("GET", key)).isEqualTo("1");
      }
      String pong = get(connector.managed(commands -> commands.ping()));
      assertThat(pong).isEqualTo("PONG");
      within(SLACK).until(() -> connector.status().leased() == 0);
    }
  }

  /** Lettuce has one to some node besides, for commands without a key. */
  @Test
  void leases_connectToTheServerOfTheirKeyOnly() {
    int leases = 5;
    try (RedisConnector connector =
        connected("REDIS_SOCKET_TIMEOUT", "20", "REDIS_CLIENT_NAME", "leasing")) {
      String key = keyOf(cluster.primaries().get(0));
      CompletableFuture<String> held = new CompletableFuture<>();
      int before = cluster.primaries().size() + 1;
      // The look that found the cluster had connections of its own.
      within(PATIENCE).until(() -> connections("leasing") <= before);
      List<CompletionStage<String>> all = new ArrayList<>();
      for (int i = 0; i < leases; i++) {
        all.add(
            connector.managed(
                key,
                commands -> commands.ping().thenCompose(pong -> held.minimalCompletionStage())));
      }
      within(PATIENCE).until(() -> connector.status().leased() == leases);
      // A look at the cluster has connections of its own, for a moment.
      within(PATIENCE).until(() -> connections("leasing") >= before + leases);
      within(PATIENCE)
          .untilAsserted(
              () -> assertThat(connections("leasing")).isLessThanOrEqualTo(before + 2 * leases));
      held.complete("");
      all.forEach(Connectors::get);
    }
  }

  /** Each write on a lease looks whether all are connected; it must not wait for one that hangs. */
  @Test
  void primaryHangs_replicatedWritesToTheOthers_waitForItOnceAtMost() {
    RedisServer hung = cluster.primaries().get(0);
    String key = keyOf(cluster.primaries().get(1));
    setNodeTimeout(60_000);
    try (RedisConnector connector =
        connected("REDIS_SOCKET_TIMEOUT", "20", "REDIS_WRITE_REPLICAS", "1")) {
      hung.pause();
      long begin = System.nanoTime();
      for (int i = 0; i < 30; i++) {
        get(connector.requiredWrite(commands -> commands.set(key, bytes("v"))));
      }
      // Far more than they take, and less than a second for each.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
    } finally {
      hung.resume();
      setNodeTimeout(1_000);
    }
  }

  private void setNodeTimeout(int millis) {
    for (RedisServer node : cluster.servers()) {
      node.cli("CONFIG", "SET", "cluster-node-timeout", Integer.toString(millis));
    }
  }

  private int connections(String name) {
    return cluster.servers().stream()
        .mapToInt(
            node ->
                (int)
                    node.cli("CLIENT", "LIST")
                        .lines()
                        .filter(line -> line.contains("name=" + name))
                        .count())
        .sum();
  }

  @Test
  void foreignKeyOnALease_clusterDown() {
    try (RedisConnector connector = connected()) {
      String key = keyOf(cluster.primaries().get(0));
      String foreign = keyOf(cluster.primaries().get(1));
      assertThat(failure(connector.managed(key, commands -> commands.get(foreign))))
          .isInstanceOf(RedisFailure.ClusterDown.class);
    }
  }

  @Test
  void staleReads_goToReplicas_andToThePrimaryForWhatIsNotAccepted() {
    try (RedisConnector connector = connected("REDIS_READ_FROM", "replica-preferred")) {
      setAll(connector, 20);
      cluster.resetCounts();
      within(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                byte[] found = get(connector.stale(c -> c.get("key:1"), value -> true));
                assertThat(found).isEqualTo(bytes("v"));
                long atReplicas =
                    cluster.replicas().stream()
                        .mapToLong(node -> node.commandCounts().getOrDefault("get", 0L))
                        .sum();
                assertThat(atReplicas).isPositive();
              });
      cluster.resetCounts();
      get(connector.stale(c -> c.get("key:1"), value -> false));
      assertThat(cluster.commandCounts()).containsEntry("get", 1L);
    }
  }
}
