package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewSessionTest {

  @Test
  void violations_everyFieldWrong_namesThemAll() {
    NewSession.Builder builder =
        NewSession.builder()
            .id("Tiger")
            .name("x".repeat(201))
            .userId("..")
            .text(SessionField.PERSONA_ID, "")
            .text(SessionField.CUSTOM_PROMPT, "x".repeat(100_001))
            .text(SessionField.AGENT_INTERNAL_ID, "x".repeat(129))
            .number(SessionField.TEMPERATURE, new BigDecimal("1.5"))
            .number(SessionField.REASONING_EFFORT, new BigDecimal("5.5"))
            .number(SessionField.BUDGET_TOKENS, new BigDecimal("-1"))
            .number(SessionField.MAX_TOKENS, new BigDecimal("1E+999999999"))
            .tools(Collections.nCopies(257, "t"))
            .metadata(Map.of("k", JsonCodec.value("x".repeat(70_000))))
            .ttlSeconds(new BigDecimal("59"));

    assertThat(builder.violations())
        .extracting(Violation::field)
        .containsExactlyInAnyOrder(
            "id",
            "model_id",
            "name",
            "user_id",
            "persona_id",
            "custom_prompt",
            "agent_internal_id",
            "temperature",
            "reasoning_effort",
            "budget_tokens",
            "max_tokens",
            "tools",
            "metadata",
            "ttl_seconds");
    assertThat(builder.violations())
        .contains(new Violation("temperature", "must be between 0.0 and 1.0: was 1.5"));
    assertThatThrownBy(builder::build).isInstanceOf(InvalidValue.class);
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "0.0000000001", "1.0", "1E-999999999"})
  void temperature_inRange_isTaken(String temperature) {
    assertThat(
            NewSession.builder()
                .modelId("m")
                .number(SessionField.TEMPERATURE, new BigDecimal(temperature))
                .violations())
        .isEmpty();
  }

  @Test
  void lengths_countCodePoints() {
    assertThat(NewSession.builder().modelId("m").name("\uD83D\uDE00".repeat(200)).violations())
        .isEmpty();
  }

  @Test
  void patch_clearedModel_isAViolation() {
    assertThat(SessionPatch.builder().clear(SessionField.MODEL_ID).violations())
        .isEqualTo(List.of(new Violation("model_id", "must not be null")));
  }

  @Test
  void slugs_areMany() {
    SlugGenerator slugs = new SlugGenerator(RandomGenerator.getDefault());
    for (int i = 0; i < 1_000; i++) {
      assertThat(slugs.next(0).value().split("-")).hasSize(2);
      assertThat(slugs.next(2).value().split("-")).hasSize(3);
    }
  }
}
