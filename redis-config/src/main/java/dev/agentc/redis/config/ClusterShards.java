package dev.agentc.redis.config;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.models.role.RedisNodeDescription;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** The shards of a cluster, as its nodes tell. */
final class ClusterShards {

  private ClusterShards() {}

  static List<Shard> of(List<RedisClusterNode> nodes) {
    if (nodes.isEmpty()) {
      return List.of(Shard.ALL);
    }
    List<Shard> shards = new ArrayList<>();
    BitSet served = new BitSet(SlotHash.SLOT_COUNT);
    for (RedisClusterNode node : nodes) {
      if (node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots()) {
        List<Integer> slots = node.getSlots();
        slots.forEach(served::set);
        shards.add(new Shard(SlotTags.of(slots.get(0)), Optional.of(address(node))));
      }
    }
    int unserved = served.nextClearBit(0);
    if (unserved < SlotHash.SLOT_COUNT) {
      shards.add(new Shard(SlotTags.of(unserved), Optional.empty()));
    }
    return List.copyOf(shards);
  }

  static HostAndPort address(RedisNodeDescription node) {
    RedisURI uri = node.getUri();
    return new HostAndPort(uri.getHost(), uri.getPort());
  }
}
