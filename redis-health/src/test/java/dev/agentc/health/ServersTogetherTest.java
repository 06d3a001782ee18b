package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServersTogetherTest {

  private static final RedisInfo ONE =
      RedisInfo.parse(
          "redis_version:7.0.15\nrole:master\nused_memory:1048576\nmaxmemory:4194304\n"
              + "uptime_in_seconds:100\nconnected_clients:3\nkeyspace_hits:7");
  private static final RedisInfo OTHER =
      RedisInfo.parse(
          "redis_version:7.2.4\nrole:master\nused_memory:2097152\nmaxmemory:4194304\n"
              + "uptime_in_seconds:20\nconnected_clients:4\nkeyspace_hits:1");

  @Test
  void amountsAreSums_theYoungestCounts_versionsAreAllNamed() {
    RedisInfo all = ServersTogether.of(List.of(ONE, OTHER));

    assertThat(all.number("used_memory")).contains(3_145_728L);
    assertThat(all.text("used_memory_human")).contains("3.00M");
    assertThat(all.number("maxmemory")).contains(8_388_608L);
    assertThat(all.number("connected_clients")).contains(7L);
    assertThat(all.number("keyspace_hits")).contains(8L);
    assertThat(all.number("uptime_in_seconds")).contains(20L);
    assertThat(all.text("redis_version")).contains("7.0.15, 7.2.4");
    assertThat(all.role()).contains("master");
    assertThat(all.number("evicted_keys")).isEmpty();
  }

  @Test
  void valkeys_keepTheirNameAndVersion() {
    RedisInfo valkey =
        RedisInfo.parse(
            "server_name:valkey\nredis_version:7.2.4\nvalkey_version:8.0.1\nserver_mode:cluster");

    RedisInfo all = ServersTogether.of(List.of(valkey, valkey));

    assertThat(all.server()).contains("valkey");
    assertThat(all.version()).contains("8.0.1");
    assertThat(all.mode()).contains("cluster");
  }

  @Test
  void noLimitAtOne_isNoneForAll() {
    RedisInfo unlimited = RedisInfo.parse("maxmemory:0");

    assertThat(ServersTogether.of(List.of(ONE, unlimited)).number("maxmemory")).contains(0L);
  }

  @Test
  void one_isItself() {
    assertThat(ServersTogether.of(List.of(ONE))).isSameAs(ONE);
  }

  @Test
  void memory_isWrittenAsRedisDoes() {
    assertThat(ServersTogether.human(512)).isEqualTo("512B");
    assertThat(ServersTogether.human(1_204_824)).isEqualTo("1.15M");
    assertThat(ServersTogether.human(3L << 40)).isEqualTo("3.00T");
  }
}
