package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisClusterIT {

  @RegisterExtension
  static final TopologyExtension<RedisCluster> extension =
      TopologyExtension.of(RedisCluster.builder());

  private RedisCluster cluster;

  @BeforeEach
  void reset() {
    cluster = extension.get();
    cluster.reset();
  }

  @Test
  void create_sharesTheSlotsOut() {
    assertThat(cluster.primaries()).hasSize(3);
    assertThat(cluster.replicas()).hasSize(3);
    assertThat(cluster.primaries()).allSatisfy(p -> assertThat(cluster.replicasOf(p)).hasSize(1));
    assertThat(cluster.settings())
        .containsEntry("REDIS_TOPOLOGY", "cluster")
        .containsKey("REDIS_NODES");
  }

  @Test
  void cli_goesToTheNodeOfTheKey() {
    for (String key : List.of("a", "b", "c", "d")) {
      cluster.cli("SET", key, "1");
      assertThat(cluster.primaryOf(key).cli("GET", key)).isEqualTo("1");
    }
    assertThat(cluster.cli("KEYS", "*").lines()).containsExactlyInAnyOrder("a", "b", "c", "d");
    cluster.flush();
    assertThat(cluster.cli("KEYS", "*")).isEmpty();
  }

  @Test
  void failover_askedFor_replicaTakesOver() {
    RedisServer before = cluster.primaryOf("key");
    RedisServer replica = cluster.replicasOf(before).get(0);
    cluster.failover(replica);
    assertThat(cluster.primaryOf("key")).isSameAs(replica);
    assertThat(cluster.replicasOf(replica)).containsExactly(before);
  }

  @Test
  void forceFailover_primaryPaused_replicaTakesOver() {
    RedisServer before = cluster.primaryOf("key");
    RedisServer replica = cluster.replicasOf(before).get(0);
    before.pause();
    cluster.forceFailover(replica);
    assertThat(cluster.primaryOf("key")).isSameAs(replica);
    before.resume();
    cluster.awaitStable();
    assertThat(cluster.replicasOf(replica)).containsExactly(before);
  }

  @Test
  void killPrimary_replicaTakesOver_andTheOldOneFollowsWhenItIsBack() {
    RedisServer before = cluster.primaryOf("key");
    RedisServer after = cluster.killPrimary(before);
    assertThat(after).isNotSameAs(before).isSameAs(cluster.primaryOf("key"));
    before.start();
    cluster.awaitStable();
    assertThat(cluster.replicasOf(after)).containsExactly(before);
  }

  @Test
  void migrateSlot_takesItsKeysAlong() {
    RedisServer from = cluster.primaryOf("{a}1");
    RedisServer to =
        cluster.primaries().stream().filter(node -> node != from).findFirst().orElseThrow();
    cluster.cli("SET", "{a}1", "one");
    cluster.cli("SET", "{a}2", "two");
    SlotMigration migration = cluster.beginMigration(cluster.slotOf("{a}1"), to);
    assertThat(migration.moveKeys(1)).isEqualTo(1);
    // Redis 6.2 sends on whoever asks for a key that has gone, and the new owner says TRYAGAIN.
    assertThatThrownBy(() -> from.cli("MGET", "{a}1", "{a}2"))
        .hasMessageMatching("(TRYAGAIN|ASK) .*");
    migration.finish();
    assertThat(cluster.primaryOf("{a}1")).isSameAs(to);
    assertThat(cluster.cli("MGET", "{a}1", "{a}2")).isEqualTo("one\ntwo");
  }

  @Test
  void addAndRemove_primaryWithReplica() {
    RedisServer from = cluster.primaries().get(0);
    String key = firstKeyOf(from);
    cluster.cli("SET", key, "value");
    RedisServer added = cluster.addPrimary();
    cluster.moveSlots(from, added, 2_000);
    RedisServer replica = cluster.addReplica(added);
    assertThat(cluster.primaryOf(key)).isSameAs(added);
    assertThat(cluster.cli("GET", key)).isEqualTo("value");
    cluster.removeNode(replica);
    cluster.moveSlots(added, from, RedisCluster.SLOTS);
    cluster.removeNode(added);
    assertThat(cluster.primaries()).hasSize(3);
    assertThat(cluster.cli("GET", key)).isEqualTo("value");
  }

  /** A key among the first 2,000 slots of a primary. */
  private String firstKeyOf(RedisServer primary) {
    int first = cluster.firstSlotOf(primary);
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "key:" + i)
        .filter(key -> cluster.slotOf(key) >= first && cluster.slotOf(key) < first + 2_000)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void commandCounts_areTheSumOfAllNodes() {
    cluster.cli("SET", "a", "1");
    assertThat(cluster.commandCounts()).doesNotContainKeys("set", "cluster|nodes", "info");
  }
}
