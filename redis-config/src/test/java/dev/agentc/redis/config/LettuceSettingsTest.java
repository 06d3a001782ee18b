package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ClientOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LettuceSettingsTest {

  private static final RedisConfig CONFIG =
      RedisConfig.from(Map.of("REDIS_COMMAND_QUEUE", "77", "REDIS_SOCKET_TIMEOUT", "3"));

  /** Each would cost every connection a command that an ACL user need not have. */
  @Test
  void maintenanceNotifications_areAskedForOnNoTopology() {
    assertThat(asksForNotifications(LettuceSettings.clientOptions(CONFIG))).isFalse();
    assertThat(asksForNotifications(LettuceSettings.clusterOptions(CONFIG))).isFalse();
  }

  @Test
  void aCluster_hasTheOptionsOfOneServer() {
    ClientOptions one = LettuceSettings.clientOptions(CONFIG);
    ClientOptions cluster = LettuceSettings.clusterOptions(CONFIG);

    assertThat(cluster.getRequestQueueSize()).isEqualTo(one.getRequestQueueSize()).isEqualTo(77);
    assertThat(cluster.getDisconnectedBehavior()).isEqualTo(one.getDisconnectedBehavior());
    assertThat(cluster.getSocketOptions().getConnectTimeout())
        .isEqualTo(one.getSocketOptions().getConnectTimeout());
    assertThat(cluster.getTimeoutOptions().isTimeoutCommands()).isTrue();
  }

  private static boolean asksForNotifications(ClientOptions options) {
    return options.getMaintNotificationsConfig().maintNotificationsEnabled();
  }
}
