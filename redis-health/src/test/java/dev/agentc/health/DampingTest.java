package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DampingTest {

  private static final Finding SLOW = Finding.of(FindingCode.SLOW);
  private static final Finding READ_ONLY = Finding.of(FindingCode.READ_ONLY);

  private final Damping damping = new Damping();

  @Test
  void theFirstLook_countsAtOnce() {
    assertThat(look(SLOW)).containsExactly(SLOW);
  }

  @Test
  void aThreshold_isShownAfterThreeLooksInARow() {
    look();

    assertThat(look(SLOW)).isEmpty();
    assertThat(look(SLOW)).isEmpty();
    assertThat(look(SLOW)).containsExactly(SLOW);
  }

  @Test
  void aLookToTheContrary_beginsTheCountAnew() {
    look();

    for (int i = 0; i < 10; i++) {
      assertThat(look(SLOW)).isEmpty();
      assertThat(look(SLOW)).isEmpty();
      assertThat(look()).isEmpty();
    }
  }

  @Test
  void aLookWithoutMeasurement_standsBetween() {
    look();
    look(SLOW);
    look(SLOW);
    damping.apply(List.of(), false);

    assertThat(look(SLOW)).isEmpty();
  }

  @Test
  void whatIsShown_goesAfterThreeLooksWithoutIt() {
    look(SLOW);

    assertThat(look()).containsExactly(SLOW);
    assertThat(look()).containsExactly(SLOW);
    assertThat(look()).isEmpty();
  }

  @Test
  void facts_areNeverHeldBack() {
    look();

    assertThat(look(READ_ONLY)).containsExactly(READ_ONLY);
    assertThat(look()).isEmpty();
  }

  private List<Finding> look(Finding... findings) {
    return damping.apply(List.of(findings), true);
  }
}
