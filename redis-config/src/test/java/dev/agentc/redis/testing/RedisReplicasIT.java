package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RedisReplicasIT {

  @Test
  void replicas_haveWhatThePrimaryHas_andTakeNoWrites() {
    try (RedisReplicas redis = RedisReplicas.create()) {
      redis.cli("SET", "key", "value");
      redis.awaitInStep();
      RedisServer replica = redis.replicas().get(0);
      assertThat(replica.cli("GET", "key")).isEqualTo("value");
      assertThatThrownBy(() -> replica.cli("SET", "key", "other")).hasMessageContaining("READONLY");
      redis.promote(replica);
      assertThat(redis.primary()).isSameAs(replica);
      assertThat(redis.cli("SET", "key", "other")).isEqualTo("OK");
      assertThat(redis.settings()).containsEntry("REDIS_PORT", Integer.toString(replica.port()));
    }
  }

  @Test
  void tlsAndPasswords_betweenTheServersToo() {
    try (RedisReplicas redis = RedisReplicas.builder(1).mutualTls().password("secret").build();
        RedisCluster cluster = RedisCluster.builder(3, 0).tls().password("secret").build();
        RedisSentinels sentinels = RedisSentinels.withPassword("watch").tls().build()) {
      assertThat(redis.cli("SET", "key", "value")).isEqualTo("OK");
      assertThat(redis.certificate("client.key")).exists();
      assertThat(cluster.cli("SET", "key", "value")).isEqualTo("OK");
      assertThat(sentinels.failover()).isNotNull();
    }
  }
}
