package dev.agentc.repository.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryCodecTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static String stored(String sent) {
    return EntryCodec.read(EntryKind.MESSAGE, new JsonValue(sent), NOW).body().text();
  }

  private static List<String> wrong(EntryKind kind, String sent) {
    List<Violation> violations = new ArrayList<>();
    Optional<NewEntry> entry =
        EntryCodec.read(kind, JsonCodec.parse(sent), "messages[3]", NOW, violations);
    assertThat(entry.isEmpty()).isEqualTo(!violations.isEmpty());
    return violations.stream().map(Violation::field).toList();
  }

  @Test
  void read_keepsTheCallersId_dropsWhatTheServerSets_andDates() {
    assertThat(
            stored(
                "{\"id\":7,\"role\":\"user\",\"session_id\":1,\"interaction_id\":2,"
                    + "\"interaction_index\":3,\"content\":null,\"client_id\":\"old\"}"))
        .isEqualTo(
            "{\"client_id\":7,\"role\":\"user\",\"content\":null,"
                + "\"timestamp\":\"2026-01-31T12:00:00.000Z\"}");
  }

  @Test
  void read_keepsACallersTimestampVerbatim() {
    assertThat(stored("{\"role\":\"user\",\"timestamp\":\"2026-01-31T12:00:00.123456+05:30\"}"))
        .contains("\"2026-01-31T12:00:00.123456+05:30\"");
  }

  @Test
  void read_tellsAllThatIsWrongAtOnce() {
    assertThat(wrong(EntryKind.MESSAGE, "{\"role\":7,\"timestamp\":\"yesterday\"}"))
        .containsExactly("messages[3].role", "messages[3].timestamp");
    assertThat(wrong(EntryKind.TOOL_CALL, "{\"role\":\"user\"}"))
        .containsExactly("messages[3].name");
    assertThat(wrong(EntryKind.MESSAGE, "[]")).containsExactly("messages[3]");
    assertThat(wrong(EntryKind.MESSAGE, "{\"role\":\"\"}")).hasSize(1);
    assertThat(wrong(EntryKind.MESSAGE, "{\"role\":\"" + "😀".repeat(64) + "\"}")).isEmpty();
    assertThat(wrong(EntryKind.MESSAGE, "{\"role\":\"" + "x".repeat(65) + "\"}")).hasSize(1);
  }

  @Test
  void json_isTheBodyLedByWhatTheServerSets() {
    Entry entry =
        new Entry(
            new EntryId(5, 1),
            new JsonValue("{\"n\":1.10}"),
            Optional.of(new Entry.Place(new InteractionId("t"), 2)));

    assertThat(entry.json(new SessionId("tiger-castle")).text())
        .isEqualTo(
            "{\"id\":\"5-1\",\"session_id\":\"tiger-castle\",\"interaction_id\":\"t\","
                + "\"interaction_index\":2,\"n\":1.10}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-", "5-0", "(5-0", "2026-01-31T12:00:00Z", "2026-01-31T12:00:60.5+01:00"})
  void bound_inOneOfItsForms_isTaken(String text) {
    assertThat(EntryBound.parse(text, "-")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "+",
        "5",
        "(",
        "(-",
        "5-0-0",
        "99999999999999999999-0",
        "2026-01-31",
        "2026-13-31T12:00:00Z",
        "2026-01-31T12:00Z",
        "+5-0",
        "٥-0"
      })
  void bound_inAnyOtherForm_isRefused(String text) {
    assertThat(EntryBound.parse(text, "-")).isEmpty();
  }
}
