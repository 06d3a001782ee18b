package dev.agentc.api.session;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.repository.JsonCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Reading and deleting one session, with and without conditions, and its agent configuration. */
class SessionReadTest extends SessionApi {

  private static final JsonNode GONE =
      error("SESSION_NOT_FOUND", "Session no-such not found", Map.of("session_id", "no-such"));

  @Test
  void find_isWhatWasCreated_andChangesNoVersionNorActivity() {
    Answer created = createTiger();

    assertThat(api.get(TIGER).body()).isEqualTo(created.body());
    assertThat(api.get(TIGER).header("ETag")).hasValue("\"1\"");
    assertThat(api.get("/api/v2/sessions/%74iger%2Dcastle").body()).isEqualTo(created.body());
  }

  @Test
  void whatIsNotThere_is404InEveryMethod() {
    String path = SESSIONS + "/no-such";
    for (Answer answer :
        List.of(
            api.get(path),
            api.delete(path),
            patch(path, "{}"),
            patch(path, "{'name':'x'}", "If-Match", "*"),
            api.delete(path, "If-Match", "*"),
            api.get(path + "/agent"),
            patch(path + "/agent", "{}"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json()).isEqualTo(GONE);
    }
    assertThat(api.send("HEAD", path, new byte[0]).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"UPPER-CASE", "one", "a-b-c-d-e", "tiger%2Fcastle", "%F0%9F%98%80", "%00"})
  void anImpossibleId_is404(String id) {
    for (Answer answer : List.of(api.get(SESSIONS + "/" + id), api.delete(SESSIONS + "/" + id))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text("/detail/error_code")).isEqualTo("SESSION_NOT_FOUND");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "\"1\" | 304",
        "* | 304",
        "W/\"1\" | 304",
        "\"7\", \"1\" | 304",
        "\"7\",W/\"1\",\"x\" | 304",
        "\"2\" | 200",
        "\"7\", \"8\" | 200",
        "1 | 200",
        "rubbish | 200"
      })
  void ifNoneMatch_isWeakAndTakesLists(String tags, int status) {
    createTiger();

    Answer answer = api.get(TIGER, "If-None-Match", tags);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("ETag")).hasValue("\"1\"");
    assertThat(answer.header("X-Request-Id")).isPresent();
    assertThat(answer.body().isEmpty()).isEqualTo(status == 304);
    assertThat(api.send("HEAD", TIGER, new byte[0], "If-None-Match", tags).status())
        .isEqualTo(status);
  }

  @Test
  void ifNoneMatch_inTwoHeaders_isOneList() {
    createTiger();

    assertThat(api.get(TIGER, "If-None-Match", "\"7\"", "If-None-Match", "\"1\"").status())
        .isEqualTo(304);
  }

  @Test
  void delete_isDoneOnce_andTheIdIsFreeAgain() {
    createTiger();

    Answer deleted = api.delete(TIGER);
    assertThat(deleted.status()).isEqualTo(204);
    assertThat(deleted.body()).isEmpty();
    assertThat(deleted.header("Content-Type")).isEmpty();
    assertThat(api.delete(TIGER).status()).isEqualTo(404);
    assertThat(api.get(TIGER).status()).isEqualTo(404);
    assertThat(api.get(SESSIONS).json().at("/total").asInt()).isZero();
    createTiger();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "\"1\" | 204",
        "* | 204",
        "\"9\" , \"1\" | 204",
        "\"2\" | 412",
        "W/\"1\" | 412",
        "\"01\" | 412",
        "\"x\" | 412",
        "1 | 422",
        "\"1 | 422",
        "\"1\";\"2\" | 422",
        "*, \"1\" | 422"
      })
  void delete_ifMatch_isStrongAndTakesLists(String tags, int status) {
    createTiger();

    Answer answer = api.delete(TIGER, "If-Match", tags);

    assertThat(answer.status()).isEqualTo(status);
    if (status == 412) {
      assertThat(answer.json())
          .isEqualTo(
              error(
                  "PRECONDITION_FAILED",
                  "If-Match names another version than the current one",
                  Map.of("current_version", 1)));
    }
    if (status == 422) {
      assertThat(answer.json())
          .isEqualTo(invalid("If-Match", "must be * or a list of tags such as \"3\""));
    }
    assertThat(api.get(TIGER).status()).isEqualTo(status == 204 ? 404 : 200);
  }

  @Test
  void agent_isItsPartOfTheSession() {
    createTiger();

    Answer agent = api.get(TIGER + "/agent");

    assertThat(agent.status()).isEqualTo(200);
    assertThat(agent.header("ETag")).hasValue("\"1\"");
    assertThat(agent.json())
        .isEqualTo(
            JsonCodec.parse(
                json(
                    "{'model_id':'gpt-4','persona_id':'default','custom_prompt':'be brief',"
                        + "'temperature':0.7,'reasoning_effort':null,'budget_tokens':100,"
                        + "'max_tokens':null,'tools':['search']}")));
    assertThat(api.get(TIGER + "/agent", "If-None-Match", "\"1\"").status()).isEqualTo(304);
  }

  @Test
  void agent_patch_tellsWhatChangedAndWhatNot() {
    createTiger();

    Answer answer =
        patch(
            TIGER + "/agent",
            "{'temperature':0.8,'budget_tokens':100,'max_tokens':5,'tool_ids':['a'],"
                + "'custom_prompt':null,'name':'no part of it','metadata':{'b':1}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("ETag")).hasValue("\"2\"");
    assertThat(answer.json())
        .isEqualTo(
            JsonCodec.parse(
                json(
                    "{'agent_config':{'model_id':'gpt-4','persona_id':'default',"
                        + "'custom_prompt':'be brief','temperature':0.8,'reasoning_effort':null,"
                        + "'budget_tokens':100,'max_tokens':5,'tools':['a']},"
                        + "'changes_applied':{'temperature':{'from':0.7,'to':0.8},"
                        + "'max_tokens':{'from':null,'to':5},"
                        + "'tools':{'from':['search'],'to':['a']}},"
                        + "'changes_skipped':{'budget_tokens':'unchanged'}}")));
    assertThat(api.get(TIGER).text("/name")).isEqualTo("Session tiger-castle");
    assertThat(api.get(TIGER).json().at("/metadata/b").isMissingNode()).isTrue();
  }

  @Test
  void agent_patch_nothing_changesNothing() {
    String before = createTiger().body();

    Answer answer = patch(TIGER + "/agent", "{}");

    assertThat(answer.header("ETag")).hasValue("\"1\"");
    assertThat(answer.json().get("changes_applied")).isEmpty();
    assertThat(answer.json().get("changes_skipped")).isEmpty();
    assertThat(api.get(TIGER).body()).isEqualTo(before);
  }

  @Test
  void agent_patch_keepsTheRulesAndConditions() {
    createTiger();

    assertThat(patch(TIGER + "/agent", "{'temperature':2,'model_id':''}").json())
        .isEqualTo(
            invalid(
                "model_id", "must be between 1 and 128 characters: was 0",
                "temperature", "must be between 0.0 and 1.0: was 2"));
    assertThat(patch(TIGER + "/agent", "{'max_tokens':1}", "If-Match", "\"2\"").status())
        .isEqualTo(412);
    assertThat(patch(TIGER + "/agent", "{'max_tokens':1}", "If-Match", "\"1\"").status())
        .isEqualTo(200);
    Answer merged = mergePatch(TIGER + "/agent", "{'max_tokens':null,'persona_id':null}");
    assertThat(merged.json().at("/changes_applied/max_tokens"))
        .isEqualTo(JsonCodec.parse(json("{'from':1,'to':null}")));
    assertThat(merged.text("/changes_skipped/persona_id")).isEqualTo("unchanged");
  }
}
