package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure.Outcome;
import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisReplicas;
import dev.agentc.redis.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** REDIS_WRITE_REPLICAS. */
class ReplicatedWriteIT {

  private static RedisConnector connected(Map<String, String> settings) {
    RedisConnector connector =
        connector(settings, "REDIS_WRITE_REPLICAS", "1", "REDIS_WRITE_TIMEOUT", "0.5");
    awaitConnected(connector);
    return connector;
  }

  private static CompletionStage<String> write(RedisAccess access, String key) {
    return access.requiredWrite(commands -> commands.set(key, bytes("v")));
  }

  @Test
  void replicas_haveWhatWasAcknowledged() {
    try (RedisReplicas redis = RedisReplicas.builder(1).build();
        RedisConnector connector = connected(redis.settings())) {
      for (int i = 0; i < 20; i++) {
        String key = "key:" + i;
        assertThat(get(write(connector, key))).isEqualTo("OK");
        assertThat(redis.replicas().get(0).cli("GET", key)).isEqualTo("v");
      }
    }
  }

  @Test
  void commandsIssuedAfterAReply_areWaitedForToo() {
    try (RedisReplicas redis = RedisReplicas.builder(1).build();
        RedisConnector connector = connected(redis.settings())) {
      redis.replicas().get(0).kill();
      assertThat(
              failure(
                  connector.requiredWrite(
                      commands ->
                          commands
                              .get("first")
                              .thenCompose(read -> commands.set("second", bytes("v"))))))
          .isInstanceOf(RedisFailure.NoReplicas.class);
    }
  }

  @Test
  void replicaMissing_noReplicas_outcomeUnknown_andNobodyElseWaits() {
    try (RedisReplicas redis = RedisReplicas.builder(1).build();
        RedisConnector connector = connected(redis.settings())) {
      get(write(connector, "warm"));
      RedisServer replica = redis.replicas().get(0);
      replica.pause();
      List<CompletionStage<String>> writes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        writes.add(write(connector, "key"));
      }
      long begun = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        assertThat(get(set(connector, "other", "x"))).isEqualTo("OK");
      }
      // Ten WAITs in a line would be five seconds.
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
      for (CompletionStage<String> stage : writes) {
        assertThat(failure(stage))
            .isInstanceOfSatisfying(
                RedisFailure.NoReplicas.class,
                failure -> assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN));
      }
      replica.resume();
      redis.awaitInStep();
      assertThat(get(write(connector, "key"))).isEqualTo("OK");
    }
  }

  @Test
  void cluster_theServersThatWereWrittenTo_areAsked() {
    try (RedisCluster cluster = RedisCluster.create();
        RedisConnector connector = connected(cluster.settings())) {
      RedisServer alone = cluster.primaryOf("key:1");
      String other =
          List.of("a", "b", "c", "d", "e", "f", "g", "h").stream()
              .filter(key -> cluster.primaryOf(key) != alone)
              .findFirst()
              .orElseThrow();
      assertThat(get(write(connector, "key:1"))).isEqualTo("OK");
      cluster.replicasOf(alone).get(0).pause();
      assertThat(failure(write(connector, "key:1"))).isInstanceOf(RedisFailure.NoReplicas.class);
      assertThat(get(write(connector, other))).isEqualTo("OK");
      assertThat(
              failure(
                  connector.requiredWrite(
                      commands ->
                          commands
                              .set(other, bytes("v"))
                              .thenCombine(commands.set("key:1", bytes("v")), (a, b) -> a))))
          .isInstanceOf(RedisFailure.NoReplicas.class);
    }
  }
}
