package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisSentinelsIT {

  @RegisterExtension
  static final TopologyExtension<RedisSentinels> extension =
      TopologyExtension.of(RedisSentinels.withPassword("watch").password("secret"));

  private RedisSentinels redis;

  @BeforeEach
  void reset() {
    redis = extension.get();
    redis.reset();
  }

  @Test
  void create_threeSentinelsOverAPrimaryAndTwoReplicas() {
    assertThat(redis.sentinels()).hasSize(3);
    assertThat(redis.replicas()).hasSize(2).doesNotContain(redis.primary());
    assertThat(redis.settings())
        .containsEntry("REDIS_TOPOLOGY", "sentinel")
        .containsEntry("REDIS_PASSWORD", "secret")
        .containsEntry("REDIS_SENTINEL_PASSWORD", "watch");
  }

  @Test
  void sentinels_askForTheirOwnPassword() throws IOException {
    try (Caller caller = Caller.of(redis.sentinels().get(0))) {
      assertThatThrownBy(() -> caller.call("PING")).hasMessageContaining("NOAUTH");
      assertThatThrownBy(() -> caller.call("AUTH", "secret")).hasMessageContaining("WRONGPASS");
      assertThat(caller.call("AUTH", "watch")).isEqualTo("OK");
    }
  }

  @Test
  void failover_askedFor_anotherIsThePrimary() {
    RedisServer before = redis.primary();
    redis.cli("SET", "key", "value");
    RedisServer after = redis.failover();
    assertThat(after).isNotSameAs(before);
    assertThat(redis.cli("GET", "key")).isEqualTo("value");
    assertThatThrownBy(() -> before.cli("SET", "key", "other")).hasMessageContaining("READONLY");
  }

  @Test
  void killPrimary_anotherIsThePrimary_andTheOldOneFollowsWhenItIsBack() {
    RedisServer before = redis.primary();
    RedisServer after = redis.killPrimary();
    assertThat(after).isNotSameAs(before);
    before.start();
    redis.awaitStable();
    assertThat(before.info("replication"))
        .containsEntry("role", "slave")
        .containsEntry("master_port", Integer.toString(after.port()));
  }

  @Test
  void sentinelDown_theOthersGoOn() {
    redis.sentinels().get(0).kill();
    assertThat(redis.killPrimary()).isSameAs(redis.primary());
  }
}
