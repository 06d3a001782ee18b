package dev.agentc.redis.config;

import io.lettuce.core.ReadFrom;
import io.lettuce.core.models.role.RedisNodeDescription;
import java.util.List;
import java.util.Set;

/** An order of nodes without the replicas that do not follow their primary. */
final class FreshReadFrom extends ReadFrom {

  private final ReadFrom order;
  private final Set<String> behind;

  /**
   * @param behind addresses
   */
  FreshReadFrom(ReadFrom order, Set<String> behind) {
    this.order = order;
    this.behind = behind;
  }

  static String address(RedisNodeDescription node) {
    return ClusterShards.address(node).toString();
  }

  @Override
  public List<RedisNodeDescription> select(Nodes nodes) {
    return order.select(nodes).stream().filter(node -> !behind.contains(address(node))).toList();
  }

  /** As are those that it wraps. */
  @Override
  protected boolean isOrderSensitive() {
    return true;
  }
}
