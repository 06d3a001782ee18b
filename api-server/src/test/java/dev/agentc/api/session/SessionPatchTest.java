package dev.agentc.api.session;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.repository.JsonCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code PATCH /sessions/{id}}, as JSON and as a merge patch. */
class SessionPatchTest extends SessionApi {

  static Stream<Arguments> changes() {
    return Stream.of(
        arguments("'model_id':'gpt-5'", "/model_id", "'gpt-5'"),
        arguments("'persona_id':'p'", "/persona_id", "'p'"),
        arguments("'name':'n'", "/name", "'n'"),
        arguments("'user_id':'bob'", "/user_id", "'bob'"),
        arguments("'agent_internal_id':'a'", "/agent_internal_id", "'a'"),
        arguments("'tools':[]", "/tool_ids", "[]"),
        arguments("'tool_ids':['x','y']", "/tools", "['x','y']"),
        arguments("'temperature':0.71", "/temperature", "0.71"),
        arguments("'reasoning_effort':'3'", "/reasoning_effort", "3"),
        arguments("'extending_thinking':true", "/extended_thinking", "true"),
        arguments("'budget_tokens':0", "/budget_tokens", "0"),
        arguments("'max_tokens':7", "/max_tokens", "7"),
        arguments("'custom_prompt':''", "/custom_prompt", "''"),
        arguments("'is_active':false", "/is_active", "false"),
        arguments("'metadata':{'b':{'c':null}}", "/metadata/b", "{'c':null}"),
        arguments("'metadata':{'deep':{'x':3}}", "/metadata/deep", "{'x':3}"),
        arguments("'metadata':{'a':'1'}", "/metadata/a", "'1'"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void aChange_isMade_andRaisesTheVersion(String fields, String pointer, String expected) {
    Answer before = createTiger();

    Answer changed = patch(TIGER, "{" + fields + "}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().at(pointer)).isEqualTo(JsonCodec.parse(json(expected)));
    assertThat(changed.header("ETag")).hasValue("\"2\"");
    assertThat(changed.json().at("/version").asInt()).isEqualTo(2);
    assertThat(instant(changed, "/updated_at")).isAfterOrEqualTo(instant(before, "/updated_at"));
    assertThat(instant(changed, "/last_activity")).isEqualTo(instant(changed, "/updated_at"));
    assertThat(changed.text("/created_at")).isEqualTo(before.text("/created_at"));
    assertThat(api.get(TIGER).body()).isEqualTo(changed.body());
    assertThat(patch(TIGER, "{" + fields + "}").header("ETag")).hasValue("\"2\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'unknown':1}",
        "{'id':'other-slug'}",
        "{'model_id':null,'name':null,'temperature':null,'tools':null,'metadata':null}",
        "{'metadata':{'a':null,'no-such':null},'ttl_seconds':null,'is_active':null}",
        "{'name':'Session tiger-castle','temperature':0.700,'tools':['search']}",
        "{'metadata':{'a':1.0,'deep':{'y':2,'x':1}}}"
      })
  void whatChangesNoValue_changesNothing(String body) {
    String before = createTiger().body();

    Answer answer = patch(TIGER, body);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(before);
    assertThat(api.get(TIGER).body()).isEqualTo(before);
  }

  @Test
  void metadata_mergesByKey() {
    createTiger();

    Answer changed = patch(TIGER, "{'metadata':{'b':[null],'a':null}}");

    assertThat(changed.json().get("metadata"))
        .isEqualTo(JsonCodec.parse(json("{'a':1,'b':[null],'deep':{'x':1,'y':2}}")));
  }

  @Test
  void timeToLive_isFromNowOn() {
    createTiger();

    Answer changed = patch(TIGER, "{'ttl_seconds':600}");

    assertThat(changed.header("ETag")).hasValue("\"2\"");
    assertLives(changed, Duration.ofMinutes(10));
  }

  @Test
  void user_theListsFollow() {
    createTiger();

    patch(TIGER, "{'user_id':'bob'}");

    assertThat(api.get(SESSIONS + "?user_id=bob").json().at("/total").asInt()).isEqualTo(1);
    assertThat(api.get(SESSIONS + "?user_id=ann").json().at("/total").asInt()).isZero();
  }

  @Test
  void mergePatch_nullsRemoveOrRestore() {
    createTiger();
    patch(TIGER, "{'name':'n','persona_id':'p','extended_thinking':true,'is_active':false}");

    Answer changed =
        mergePatch(
            TIGER,
            "{'name':null,'persona_id':null,'temperature':null,'custom_prompt':null,'tools':null,"
                + "'user_id':null,'budget_tokens':null,'extended_thinking':null,'is_active':null,"
                + "'metadata':{'a':null,'deep':{'x':null,'z':{'q':null}}}}");

    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.text("/name")).isEqualTo("Session tiger-castle");
    assertThat(changed.text("/persona_id")).isEqualTo("default");
    for (String gone : List.of("temperature", "custom_prompt", "user_id", "budget_tokens")) {
      assertThat(changed.json().get(gone).isNull()).as(gone).isTrue();
    }
    assertThat(changed.json().get("tools")).isEmpty();
    assertThat(changed.json().get("extended_thinking").booleanValue()).isFalse();
    assertThat(changed.json().get("is_active").booleanValue()).isTrue();
    assertThat(changed.json().get("metadata"))
        .isEqualTo(JsonCodec.parse(json("{'deep':{'y':2,'z':{}}}")));
    assertThat(api.get(SESSIONS + "?user_id=ann").json().at("/total").asInt()).isZero();
  }

  @Test
  void mergePatch_metadataNull_removesAll_andTimeToLiveIsTheDefaultAgain() {
    createTiger();
    patch(TIGER, "{'ttl_seconds':60}");

    Answer changed = mergePatch(TIGER, "{'metadata':null,'ttl_seconds':null}");

    assertThat(changed.json().get("metadata")).isEmpty();
    assertLives(changed, Duration.ofDays(1));
  }

  @Test
  void mergePatch_ofAScalarByAnObject_replacesIt() {
    createTiger();

    Answer changed = mergePatch(TIGER, "{'metadata':{'a':{'b':1,'c':null},'deep':7}}");

    assertThat(changed.json().get("metadata"))
        .isEqualTo(JsonCodec.parse(json("{'a':{'b':1},'deep':7}")));
  }

  @Test
  void mergePatch_modelNull_is422() {
    createTiger();

    assertThat(mergePatch(TIGER, "{'model_id':null}").json())
        .isEqualTo(invalid("model_id", "must not be null"));
    assertThat(mergePatch(TIGER, "{}").header("ETag")).hasValue("\"1\"");
  }

  @Test
  void brokenFields_areAllNamed_andNothingChanges() {
    String before = createTiger().body();

    Answer refused =
        patch(
            TIGER,
            "{'name':'fine','temperature':-1,'user_id':'a b','is_active':'no','ttl_seconds':1,"
                + "'metadata':{'updated_at':1}}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().at("/detail/params/fields").valueStream())
        .extracting(field -> field.at("/field").asString())
        .containsExactlyInAnyOrder(
            "temperature", "user_id", "is_active", "ttl_seconds", "metadata.updated_at");
    assertThat(patch(TIGER, "{'metadata':{'created_at':null}}").json())
        .isEqualTo(
            error(
                "RESERVED_KEY",
                "Metadata must not use the name created_at: it is reserved",
                Map.of("key", "created_at")));
    assertThat(api.get(TIGER).body()).isEqualTo(before);
  }

  @Test
  void metadata_theLimitHoldsForTheSum() {
    createTiger();
    String half = "x".repeat(40_000);
    assertThat(patch(TIGER, "{'metadata':{'one':'" + half + "'}}").status()).isEqualTo(200);

    Answer refused = patch(TIGER, "{'metadata':{'two':'" + half + "'}}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail/params/fields/0/message"))
        .startsWith("must be at most 65536 bytes in all: was 80");
    assertThat(api.get(TIGER).header("ETag")).hasValue("\"2\"");
  }

  @Test
  void ifMatch_theKnownVersionIsChanged_anotherIs412() {
    createTiger();

    assertThat(patch(TIGER, "{'name':'n'}", "If-Match", "\"1\"").header("ETag")).hasValue("\"2\"");
    Answer stale = patch(TIGER, "{'name':'m'}", "If-Match", "\"1\", W/\"2\"");
    assertThat(stale.status()).isEqualTo(412);
    assertThat(stale.json().at("/detail/params/current_version").asInt()).isEqualTo(2);
    assertThat(patch(TIGER, "{}", "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(patch(TIGER, "{'name':'m'}", "If-Match", "*").status()).isEqualTo(200);
    assertThat(patch(TIGER, "{'name':'o'}", "If-Match", "3").status()).isEqualTo(422);
    assertThat(api.get(TIGER).header("ETag")).hasValue("\"3\"");
  }

  @Test
  void manyWithTheSameIfMatch_oneWins() {
    createTiger();

    List<Answer> answers =
        together(20, () -> patch(TIGER, "{'temperature':0.1}", "If-Match", "\"1\""));

    assertThat(answers).extracting(Answer::status).containsOnly(200, 412).containsOnlyOnce(200);
  }

  private static void assertLives(Answer session, Duration ttl) {
    assertThat(
            Duration.between(instant(session, "/last_activity"), instant(session, "/expires_at")))
        .isBetween(ttl, ttl.plusSeconds(5));
  }

  private static Instant instant(Answer answer, String pointer) {
    return Instant.parse(answer.text(pointer));
  }
}
