package dev.agentc.api.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.repository.InMemoryRepositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Section 2 of the contract, on the real server. */
class SessionEndpointsTest {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final String TIGER = SESSIONS + "/tiger-castle";

  private RunningApi api;

  @BeforeEach
  void start() {
    api =
        RunningApi.start(
            new SessionEndpoints(
                    InMemoryRepositories.create(
                            RepositoryConfig.builder().build(), Clock.systemUTC())
                        .sessions())
                .all());
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private Answer createTiger() {
    return api.post(
        SESSIONS,
        "{\"id\":\"tiger-castle\",\"model_id\":\"gpt-4\",\"temperature\":0.70,\"tools\":[\"search\"],"
            + "\"reasoning_effort\":\"5\",\"metadata\":{\"big\":9007199254740993,\"text\":\"123\"}}");
  }

  @Test
  void create_givenId_isAnsweredWithLocationEtagAndDefaults() {
    Answer created = createTiger();

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.header("Location")).hasValue(TIGER);
    assertThat(created.header("ETag")).hasValue("\"1\"");
    assertThat(created.text("/name")).isEqualTo("Session tiger-castle");
    assertThat(created.text("/persona_id")).isEqualTo("default");
    assertThat(created.json().at("/reasoning_effort").isNumber()).isTrue();
    assertThat(created.json().at("/tool_ids")).isEqualTo(created.json().at("/tools"));
    assertThat(created.body()).contains("9007199254740993").contains("\"text\":\"123\"");
  }

  @Test
  void create_idTaken_isRefusedAndChangesNothing() {
    String before = createTiger().body();

    Answer second = api.post(SESSIONS, "{\"id\":\"tiger-castle\",\"model_id\":\"other\"}");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.text("/detail/error_code")).isEqualTo("SESSION_ALREADY_EXISTS");
    assertThat(api.get(TIGER).text("/model_id")).isEqualTo("gpt-4");
    assertThat(before).contains("gpt-4");
  }

  @Test
  void create_wrongFields_areNamedAllAtOnce() {
    Answer refused = api.post(SESSIONS, "{\"temperature\":1.5,\"budget_tokens\":-1,\"id\":\"X\"}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail/error_code")).isEqualTo("VALIDATION_ERROR");
    assertThat(refused.json().at("/detail/params/fields").valueStream())
        .extracting(field -> field.at("/field").asString())
        .containsExactlyInAnyOrder("temperature", "budget_tokens", "id", "model_id");
  }

  @Test
  void create_sameKey_replaysTheFirstReply_otherBodyIsRefused() {
    String body = "{\"model_id\":\"gpt-4\"}";
    Answer first = api.post(SESSIONS, body, "Idempotency-Key", "k");

    Answer again = api.post(SESSIONS, body, "Idempotency-Key", "k");
    Answer other = api.post(SESSIONS, "{\"model_id\":\"gpt-5\"}", "Idempotency-Key", "k");

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.header("Idempotency-Replayed")).hasValue("true");
    assertThat(other.text("/detail/error_code")).isEqualTo("IDEMPOTENCY_KEY_REUSED");
    assertThat(api.get(SESSIONS).json().at("/total").asInt()).isEqualTo(1);
  }

  @Test
  void find_unknownOrImpossibleId_isNotFound() {
    assertThat(api.get(SESSIONS + "/no-such").json())
        .isEqualTo(
            RunningApi.error(
                "SESSION_NOT_FOUND", "Session no-such not found", Map.of("session_id", "no-such")));
    assertThat(api.get(SESSIONS + "/UPPER").status()).isEqualTo(404);
  }

  @Test
  void find_knownVersion_isNotModified() {
    createTiger();

    assertThat(api.get(TIGER, "If-None-Match", "\"1\"").status()).isEqualTo(304);
    assertThat(api.get(TIGER, "If-None-Match", "\"2\"").status()).isEqualTo(200);
  }

  @Test
  void patch_raisesTheVersionOnlyWhenAValueChanges() {
    createTiger();

    Answer changed = api.sendJson("PATCH", TIGER, "{\"name\":\"new\",\"temperature\":null}");
    Answer same = api.sendJson("PATCH", TIGER, "{\"name\":\"new\"}");

    assertThat(changed.header("ETag")).hasValue("\"2\"");
    assertThat(changed.json().at("/temperature").isNumber()).isTrue();
    assertThat(same.header("ETag")).hasValue("\"2\"");
  }

  @Test
  void patch_otherVersion_isRefusedWithTheCurrentOne() {
    createTiger();

    Answer refused =
        api.sendJson("PATCH", TIGER, "{\"name\":\"new\"}", "If-Match", "\"7\", W/\"1\"");

    assertThat(refused.status()).isEqualTo(412);
    assertThat(refused.json().at("/detail/params/current_version").asInt()).isEqualTo(1);
  }

  @Test
  void delete_isDoneOnce() {
    createTiger();

    assertThat(api.delete(TIGER).status()).isEqualTo(204);
    assertThat(api.delete(TIGER).status()).isEqualTo(404);
    assertThat(api.get(SESSIONS).json().at("/total").asInt()).isZero();
  }

  @Test
  void agent_patchTellsWhatChangedAndWhatNot() {
    createTiger();

    Answer answer =
        api.sendJson("PATCH", TIGER + "/agent", "{\"temperature\":0.8,\"model_id\":\"gpt-4\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/changes_applied/temperature/to").decimalValue())
        .isEqualByComparingTo("0.8");
    assertThat(answer.text("/changes_skipped/model_id")).isEqualTo("unchanged");
  }

  @Test
  void list_numbersOutOfRange_areRefused() {
    assertThat(api.get(SESSIONS + "?limit=0&offset=-1&sort=x").json().at("/detail/params/fields"))
        .hasSize(3);
  }
}
