package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaLagTest {

  @ParameterizedTest
  @CsvSource({
    "slave, up, 0, false",
    "slave, up, 10, false",
    "slave, up, 16, true",
    "slave, down, -1, true",
    "slave, down, 0, true",
    "master, '', '', false",
    "master, down, 99, false",
  })
  void replicaWithoutItsPrimary_orLongWithoutAWordOfIt_isBehind(
      String role, String link, String silence, boolean behind) {
    String info =
        "# Replication\r\nrole:%s\r\nmaster_link_status:%s\r\nmaster_last_io_seconds_ago:%s\r\n"
            .formatted(role, link, silence);

    assertThat(ReplicaLag.isBehind(info)).isEqualTo(behind);
  }
}
