package dev.agentc.api.session;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /sessions} with an {@code Idempotency-Key}. */
class SessionIdempotencyTest extends SessionApi {

  private static final String KEY = "Idempotency-Key";
  private static final String BODY = "{\"model_id\":\"gpt-4\"}";

  @Test
  void theSameAgain_givesTheFirstReply_andWritesNothing() {
    Answer first = api.post(SESSIONS, BODY, KEY, "k");
    Answer again = api.post(SESSIONS, BODY, KEY, "k");
    Answer withSlash = api.post(SESSIONS + "/", BODY, KEY, "k");

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    for (Answer replay : List.of(again, withSlash)) {
      assertThat(replay.status()).isEqualTo(201);
      assertThat(replay.body()).isEqualTo(first.body());
      assertThat(replay.header("Location")).isEqualTo(first.header("Location"));
      assertThat(replay.header("ETag")).isEqualTo(first.header("ETag"));
      assertThat(replay.header("Idempotency-Replayed")).hasValue("true");
    }
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void theFirstReply_isGivenThoughTheSessionChangedOrIsGone() {
    Answer first = api.post(SESSIONS, BODY, KEY, "k");
    String session = first.header("Location").orElseThrow();

    patch(session, "{'name':'new'}");
    assertThat(api.post(SESSIONS, BODY, KEY, "k").body()).isEqualTo(first.body());
    api.delete(session);
    assertThat(api.post(SESSIONS, BODY, KEY, "k").body()).isEqualTo(first.body());
    assertThat(total()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"model_id\":\"gpt-5\"}", "{\"model_id\": \"gpt-4\"}"})
  void otherBytes_are422(String other) {
    api.post(SESSIONS, BODY, KEY, "k");

    Answer refused = api.post(SESSIONS, other, KEY, "k");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json())
        .isEqualTo(
            error(
                "IDEMPOTENCY_KEY_REUSED",
                "The idempotency key was used before with another request",
                Map.of()));
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void anotherKey_isAnotherRequest() {
    api.post(SESSIONS, BODY, KEY, "k");
    api.post(SESSIONS, BODY, KEY, "K");
    api.post(SESSIONS, BODY);

    assertThat(total()).isEqualTo(3);
  }

  @Test
  void manyAtOnce_createOneSession() {
    List<Answer> answers = together(20, () -> api.post(SESSIONS, BODY, KEY, "k"));

    assertThat(answers).extracting(Answer::status).containsOnly(201);
    assertThat(answers).extracting(Answer::body).containsOnly(answers.get(0).body());
    assertThat(total()).isEqualTo(1);
  }

  @Test
  void aRefusal_isNotKept() {
    String tiger = "{\"model_id\":\"m\",\"id\":\"tiger-castle\"}";
    api.post(SESSIONS, tiger);

    assertThat(api.post(SESSIONS, tiger, KEY, "k").status()).isEqualTo(409);
    api.delete(TIGER);

    Answer created = api.post(SESSIONS, tiger, KEY, "k");
    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  void aBrokenBody_isNotKept() {
    assertThat(api.post(SESSIONS, "{}", KEY, "k").status()).isEqualTo(422);
    assertThat(api.post(SESSIONS, BODY, KEY, "k").status()).isEqualTo(201);
  }

  @Test
  void aKeyOf255VisibleCharacters_isTaken() {
    String key = "~!\"{}" + "k".repeat(250);
    api.post(SESSIONS, BODY, KEY, key);

    assertThat(api.post(SESSIONS, BODY, KEY, key).header("Idempotency-Replayed")).hasValue("true");
  }

  @Test
  void aMalformedKey_is422() {
    String rule = "must be one value of 1 to 255 visible ASCII characters";
    for (String key : List.of("", "a b", "k".repeat(256))) {
      Answer refused = api.post(SESSIONS, BODY, KEY, key);
      assertThat(refused.status()).as(key).isEqualTo(422);
      assertThat(refused.json()).as(key).isEqualTo(invalid(KEY, rule));
    }
    assertThat(api.post(SESSIONS, BODY, KEY, "a", KEY, "b").json()).isEqualTo(invalid(KEY, rule));
    assertThat(total()).isZero();
  }

  private int total() {
    return api.get(SESSIONS).json().at("/total").asInt();
  }
}
