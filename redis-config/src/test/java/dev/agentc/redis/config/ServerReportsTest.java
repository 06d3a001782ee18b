package dev.agentc.redis.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What servers say of themselves, as each of them said it. */
class ServerReportsTest {

  private static final Map<String, String> NO_INFO = Map.of();
  private static final Map<String, String> NO_HELLO = Map.of();

  @Test
  void redis_hasNoNameInInfo() {
    ServerReport report =
        ServerReports.report(
            Map.of("redis_version", "8.0.2", "redis_mode", "standalone", "role", "slave"),
            Map.of("server", "redis", "version", "8.0.2", "mode", "standalone"));

    assertThat(report.name()).isEqualTo("redis");
    assertThat(report.version()).isEqualTo("8.0.2");
    assertThat(report.mode()).isEqualTo("standalone");
    assertThat(report.role()).isEqualTo("replica");
  }

  @Test
  void valkey8_isNamedSo_withItsOwnVersionAndMode() {
    ServerReport report =
        ServerReports.report(
            Map.of(
                "redis_version", "7.2.4",
                "server_name", "valkey",
                "valkey_version", "8.1.1",
                "server_mode", "cluster"),
            NO_HELLO);

    assertThat(report.name()).isEqualTo("valkey");
    assertThat(report.version()).isEqualTo("8.1.1");
    assertThat(report.mode()).isEqualTo("cluster");
  }

  @Test
  void valkey72_callsItselfRedisInHello_butNotInInfo() {
    ServerReport report =
        ServerReports.report(
            Map.of(
                "redis_version", "7.2.4",
                "server_name", "valkey",
                "valkey_version", "7.2.7",
                "redis_mode", "standalone"),
            Map.of("server", "redis", "version", "7.2.7", "mode", "standalone"));

    assertThat(report.name()).isEqualTo("valkey");
    assertThat(report.version()).isEqualTo("7.2.7");
    assertThat(report.mode()).isEqualTo("standalone");
  }

  @Test
  void infoForbidden_helloTells() {
    ServerReport report =
        ServerReports.report(
            NO_INFO,
            Map.of("server", "valkey", "version", "8.1.1", "mode", "standalone", "role", "master"));

    assertThat(report.name()).isEqualTo("valkey");
    assertThat(report.version()).isEqualTo("8.1.1");
    assertThat(report.mode()).isEqualTo("standalone");
    assertThat(report.role()).isEqualTo("master");
  }

  @Test
  void aServerThatTellsNothing_isARedisOfUnknownVersion() {
    ServerReport report = ServerReports.report(NO_INFO, NO_HELLO);

    assertThat(report.name()).isEqualTo("redis");
    assertThat(report.version()).isEqualTo("unknown");
  }
}
