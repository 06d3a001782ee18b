package dev.agentc.health;

import java.util.List;
import java.util.Optional;

/** What CLUSTER INFO says: a cluster can be up and still not serve all slots. */
final class ClusterFindings {

  private static final long SLOTS = 16_384;

  private ClusterFindings() {}

  static List<Finding> of(RedisInfo clusterInfo) {
    long served = clusterInfo.count("cluster_slots_ok");
    if (clusterInfo.text("cluster_state").equals(Optional.of("fail"))) {
      return List.of(Finding.of(FindingCode.CLUSTER_DOWN, message(served)));
    }
    return served < SLOTS
        ? List.of(Finding.of(FindingCode.SLOTS_UNCOVERED, message(served)))
        : List.of();
  }

  private static String message(long served) {
    return "The cluster serves " + served + " of " + SLOTS + " slots.";
  }
}
