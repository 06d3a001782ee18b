package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.ClusterPartitionParser;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterShardsTest {

  private static final String A = node("a", 7001, "master", "0-5460");
  private static final String B = node("b", 7002, "master", "5461-10922");
  private static final String C = node("c", 7003, "master", "10923-16383");
  private static final String EMPTY = node("d", 7004, "master", "");

  private static String node(String letter, int port, String flags, String slots) {
    return letter.repeat(40)
        + " 127.0.0.1:%d@%d %s - 0 0 1 connected %s".formatted(port, port + 10_000, flags, slots);
  }

  private static List<Shard> shards(String... nodes) {
    List<RedisClusterNode> parsed =
        ClusterPartitionParser.parse(String.join("\n", nodes)).getPartitions();
    return ClusterShards.of(parsed);
  }

  @Test
  void everyPrimaryWithSlots_hasAKeyOfItsOwn() {
    List<Shard> shards = shards(A, B, C, EMPTY);

    assertThat(shards.stream().map(Shard::server).flatMap(Optional::stream))
        .extracting(HostAndPort::port)
        .containsExactly(7001, 7002, 7003);
    assertThat(shards)
        .extracting(shard -> SlotHash.getSlot("agentc:health:1:ready:" + shard.hashTag()))
        .containsExactly(0, 5461, 10923);
  }

  @Test
  void slotsThatNobodyServes_areAShardOfTheirOwn() {
    List<Shard> shards = shards(A, C);

    assertThat(shards).hasSize(3);
    assertThat(shards.get(2).uncovered()).isTrue();
    assertThat(SlotHash.getSlot(shards.get(2).hashTag())).isEqualTo(5461);
  }

  @Test
  void nothingKnown_isAllKeys() {
    assertThat(ClusterShards.of(List.of())).containsExactly(Shard.ALL);
    assertThat(Shard.ALL.uncovered()).isFalse();
  }

  @Test
  void everySlot_hasATag() {
    for (int slot = 0; slot < SlotHash.SLOT_COUNT; slot++) {
      assertThat(SlotHash.getSlot(SlotTags.of(slot))).isEqualTo(slot);
    }
  }
}
