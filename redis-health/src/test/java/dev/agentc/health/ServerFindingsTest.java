package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerFindingsTest {

  private static final String WELL =
      """
      # Server\r
      redis_version:7.0.15\r
      run_id:abc\r
      maxmemory:1000\r
      used_memory:100\r
      maxmemory_policy:noeviction\r
      connected_clients:5\r
      maxclients:100\r
      rdb_last_bgsave_status:ok\r
      aof_enabled:1\r
      aof_last_write_status:ok\r
      role:master\r
      """;

  @Test
  void aWellServer_hasNoFindings() {
    assertThat(codes(WELL)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis_version:6.0.16, OLD_VERSION",
    "used_memory:900, MEMORY_PRESSURE",
    "maxmemory:0, NO_MEMORY_LIMIT",
    "maxmemory_policy:allkeys-lru, EVICTION_ALLOWED",
    "connected_clients:80, MANY_CLIENTS",
    "rdb_last_bgsave_status:err, PERSISTENCE_FAILING",
    "aof_last_write_status:err, PERSISTENCE_FAILING",
    "aof_enabled:0, APPEND_ONLY_OFF",
    "loading:1, LOADING",
  })
  void anAiling_hasItsFinding(String line, FindingCode code) {
    assertThat(codes(WELL + line)).containsExactly(code);
  }

  /** Its redis_version never grows, and an own version below 6.2 would not be an old Redis. */
  @Test
  void aValkey_isNeverOld() {
    String valkey = "server_name:valkey\nvalkey_version:8.1.1\nserver_mode:standalone\n";

    assertThat(codes(WELL + valkey + "redis_version:6.0.16")).isEmpty();
    assertThat(ServerFindings.ofVersion("valkey", "1.0.0")).isEmpty();
  }

  @Test
  void aValkey_isToldByItsOwnNameVersionAndMode() {
    RedisInfo valkey =
        RedisInfo.parse(
            "redis_version:7.2.4\nserver_name:valkey\nvalkey_version:8.1.1\nserver_mode:cluster");

    assertThat(ServerInfoDetails.of(valkey, Optional.empty()))
        .containsEntry("server_name", "valkey")
        .containsEntry("redis_version", "8.1.1")
        .containsEntry("redis_mode", "cluster");
  }

  @Test
  void aRedis_isToldByItsVersion() {
    assertThat(ServerInfoDetails.of(RedisInfo.parse(WELL), Optional.empty()))
        .containsEntry("server_name", "redis")
        .containsEntry("redis_version", "7.0.15")
        .containsEntry("redis_mode", null);
  }

  @Test
  void aReplicaWithoutItsPrimary_isStale() {
    assertThat(codes(WELL + "role:slave\nmaster_link_status:down"))
        .containsExactly(FindingCode.REPLICA_STALE);
  }

  @Test
  void rates_countWhatWasSinceThePreviousLookOnly() {
    Counters then = counters("keyspace_misses:1000\nevicted_keys:7\nrejected_connections:3");
    Counters now = counters("keyspace_misses:1100\nevicted_keys:8\nrejected_connections:4");

    assertThat(
            Patient.codes(ServerFindings.of(RedisInfo.parse(WELL), Optional.of(now.minus(then)))))
        .containsExactly(
            FindingCode.EVICTIONS, FindingCode.REJECTED_CONNECTIONS, FindingCode.LOW_HIT_RATIO);
    assertThat(ServerFindings.of(RedisInfo.parse(WELL), Optional.of(now.minus(now)))).isEmpty();
  }

  @Test
  void countsOfAnotherServer_areNotCompared() {
    LookMemory memory = new LookMemory();
    memory.since("", counters("evicted_keys:7"));

    LookMemory.Past past = memory.since("", counters("evicted_keys:9\nrun_id:other"));

    assertThat(past.since()).isEmpty();
    assertThat(past.restarted()).isTrue();
  }

  @Test
  void parse_passesOverWhatIsNoField() {
    RedisInfo info =
        RedisInfo.parse("# Heading\r\n\r\nnonsense\r\nused_memory:12\r\nconfig_file:\r\n");

    assertThat(info.number("used_memory")).contains(12L);
    assertThat(info.text("config_file")).contains("");
    assertThat(info.text("nonsense")).isEmpty();
    assertThat(info.number("config_file")).isEmpty();
  }

  private static Counters counters(String lines) {
    return Counters.of(RedisInfo.parse(WELL + lines), 0);
  }

  private static List<FindingCode> codes(String info) {
    return Patient.codes(ServerFindings.of(RedisInfo.parse(info), Optional.empty()));
  }
}
