package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.set;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TopologyExtension;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three Sentinels with a password of their own, over a primary and two replicas with another. */
class SentinelIT {

  @RegisterExtension
  static final TopologyExtension<RedisSentinels> extension =
      TopologyExtension.of(RedisSentinels.withPassword("watch").password("secret"));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private RedisSentinels redis;

  @BeforeEach
  void reset() {
    redis = extension.get();
    redis.reset();
  }

  private RedisConnector connected(String... namesAndValues) {
    RedisConnector connector = connector(redis.settings(), namesAndValues);
    awaitConnected(connector);
    return connector;
  }

  private static void writesAgain(RedisConnector connector, String key) {
    within(SLACK.plusSeconds(1))
        .ignoreExceptions()
        .until(() -> get(set(connector, key, "after")).equals("OK"));
  }

  @Test
  void wrongPasswordOfTheSentinels_isTold() {
    try (RedisConnector connector =
        connector(redis.settings(), "REDIS_SENTINEL_PASSWORD", "secret")) {
      assertThat(get(connector.connect()).lastFailure())
          .get()
          .isInstanceOf(RedisFailure.AuthenticationFailed.class);
    }
  }

  @Test
  void failoverAskedFor_writesGoOnAtTheNewPrimary() {
    try (RedisConnector connector = connected()) {
      get(set(connector, "key", "before"));
      RedisServer after = redis.failover();
      writesAgain(connector, "key");
      assertThat(after.cli("GET", "key")).isEqualTo("after");
    }
  }

  @Test
  void primaryKilled_writesGoOn_andTheOldOneDoesNoHarmWhenItIsBack() {
    try (RedisConnector connector = connected()) {
      RedisServer before = redis.primary();
      RedisServer after = redis.killPrimary();
      writesAgain(connector, "key");
      before.start();
      redis.awaitStable();
      writesAgain(connector, "key");
      assertThat(after.cli("GET", "key")).isEqualTo("after");
    }
  }

  @Test
  void primaryHangs_writesGoOnAtTheNewOne() {
    try (RedisConnector connector =
        connected("REDIS_SOCKET_TIMEOUT", "0.5", "REDIS_CONNECTION_TIMEOUT", "1")) {
      RedisServer before = redis.primary();
      before.pause();
      redis.awaitFailoverFrom(before);
      writesAgain(connector, "key");
      before.resume();
    }
  }

  /**
   * While a replica cannot follow the new primary, the Sentinel that leads the failover still shows
   * the old one; by then the others have made a replica of it.
   */
  @Test
  void failoverThatDragsOn_everyConnectionIsToTheNewPrimary() {
    RedisServer before = redis.primary();
    RedisServer next = redis.replicas().get(0);
    RedisServer lost = redis.replicas().get(1);
    String password = lost.cli("CONFIG", "GET", "masterauth").split("\n", -1)[1];
    prefer(next);
    lost.cli("CONFIG", "SET", "masterauth", "wrong");
    RedisServer leader = redis.sentinels().get(0);
    leader.cli("SENTINEL", "SET", RedisSentinels.MASTER, "failover-timeout", "60000");
    try {
      redis.beginFailover();
      within(PATIENCE).until(() -> ask(before, "ROLE").startsWith("slave"));
      for (int i = 0; i < 10; i++) {
        try (RedisConnector connector = connected()) {
          assertThat(get(connector.validateConnection()).role()).isEqualTo("master");
          List<Object> leased = get(connector.managed(commands -> commands.role()));
          assertThat(leased.get(0)).isEqualTo(bytes("master"));
        }
      }
    } finally {
      ask(lost, "CONFIG", "SET", "masterauth", password);
      ask(next, "CONFIG", "SET", "replica-priority", "100");
      ask(leader, "SENTINEL", "SET", RedisSentinels.MASTER, "failover-timeout", "3000");
      // The Sentinels have had the servers write down how they were.
      redis.data().servers().forEach(each -> ask(each, "CONFIG", "REWRITE"));
    }
  }

  /** Whom a Sentinel gives another role it also has close all connections, this one included. */
  private static String ask(RedisServer server, String... command) {
    return within(PATIENCE)
        .ignoreException(UncheckedIOException.class)
        .until(() -> server.cli(command), reply -> true);
  }

  /** Returns when the Sentinels know that this replica is to be the next primary. */
  private void prefer(RedisServer replica) {
    replica.cli("CONFIG", "SET", "replica-priority", "1");
    within(PATIENCE)
        .until(
            () ->
                redis.sentinels().stream()
                    .map(one -> one.cli("SENTINEL", "REPLICAS", RedisSentinels.MASTER))
                    .allMatch(all -> all.contains("slave-priority\n1\n")));
  }

  @Test
  void deadAndHungSentinels_costNoTime() {
    redis.sentinels().get(0).pause();
    redis.sentinels().get(1).kill();
    String nodes = "127.0.0.1:1," + redis.settings().get("REDIS_NODES");
    try (RedisConnector connector =
        connector(redis.settings(), "REDIS_NODES", nodes, "REDIS_CONNECTION_TIMEOUT", "20")) {
      long begun = System.nanoTime();
      assertThat(get(connector.connect()).connected()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void staleReads_goToAReplica_andToThePrimaryWhenThereIsNone() {
    try (RedisConnector connector = connected("REDIS_READ_FROM", "replica-preferred")) {
      get(set(connector, "key", "value"));
      redis.data().awaitInStep();
      assertThat(connector.readsStale()).isTrue();
      redis.replicas().forEach(RedisServer::resetCounts);
      within(Duration.ofSeconds(5))
          .untilAsserted(
              () -> {
                get(connector.stale(commands -> commands.get("key"), found -> true));
                long atReplicas =
                    redis.replicas().stream()
                        .mapToLong(node -> node.commandCounts().getOrDefault("get", 0L))
                        .sum();
                assertThat(atReplicas).isPositive();
              });
      redis.replicas().forEach(RedisServer::kill);
      within(Duration.ofSeconds(5))
          .ignoreExceptions()
          .until(
              () -> get(connector.stale(commands -> commands.get("key"), found -> true)) != null);
    }
  }
}
