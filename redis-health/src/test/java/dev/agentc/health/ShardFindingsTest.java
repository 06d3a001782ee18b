package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShardFindingsTest {

  private static final List<Finding> WELL = List.of();
  private static final List<Finding> GONE = List.of(Finding.of(FindingCode.UNREACHABLE));
  private static final List<Finding> HUNG = List.of(Finding.of(FindingCode.NO_REPLY));
  private static final List<Finding> FULL = List.of(Finding.of(FindingCode.OUT_OF_MEMORY));

  @Test
  void oneServer_saysItsOwn() {
    assertThat(ShardFindings.of(List.of(FULL))).isEqualTo(FULL);
    assertThat(ShardFindings.of(List.of(WELL, WELL, WELL))).isEmpty();
  }

  @Test
  void theSameEverywhere_isThat() {
    assertThat(ShardFindings.of(List.of(GONE, GONE, GONE))).isEqualTo(GONE);
  }

  @Test
  void atSome_saysAtHowMany() {
    assertThat(ShardFindings.of(List.of(WELL, FULL, FULL)))
        .containsExactly(
            Finding.of(
                FindingCode.OUT_OF_MEMORY,
                "2 of 3 primaries of the cluster: "
                    + "Redis refuses writes, because its memory limit is reached."));
  }

  @Test
  void someServeNot_isNoOutageOfAll() {
    assertThat(ShardFindings.of(List.of(WELL, GONE, FULL)))
        .containsExactly(
            Finding.of(
                FindingCode.PRIMARY_DOWN,
                "1 of 3 primaries of the cluster does not serve: "
                    + "There is no connection to Redis."),
            Finding.of(
                FindingCode.OUT_OF_MEMORY,
                "1 of 3 primaries of the cluster: "
                    + "Redis refuses writes, because its memory limit is reached."));
    assertThat(FindingCode.PRIMARY_DOWN.status()).isEqualTo(HealthStatus.DEGRADED);
  }

  @Test
  void noneServes_isAnOutage_whateverTheReasons() {
    List<Finding> found = ShardFindings.of(List.of(GONE, HUNG, GONE));

    assertThat(FindingCode.statusOf(found)).isEqualTo(HealthStatus.UNHEALTHY);
    assertThat(Patient.codes(found)).containsExactly(FindingCode.UNREACHABLE, FindingCode.NO_REPLY);
  }
}
