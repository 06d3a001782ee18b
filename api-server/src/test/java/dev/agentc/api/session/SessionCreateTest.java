package dev.agentc.api.session;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.agentc.api.RunningApi.Answer;
import dev.agentc.repository.JsonCodec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /sessions}: what a session may be made of, and what it is made of otherwise. */
class SessionCreateTest extends SessionApi {

  private static final String EMOJI = "\ud83d\ude00";
  private static final String SLUG = "must be a slug of 2 to 4 lower-case words: was ";
  private static final String USER =
      "must be 1 to 128 letters, digits or any of _.@:+- and not . or ..: was ";
  private static final String TTL = "must be an integer between 60 and 31536000: was ";
  private static final String EFFORT = "must be an integer between 0 and 10: was ";
  private static final String COUNT = "must be an integer between 0 and 9223372036854775807: was ";

  @Test
  void onlyAModel_allElseIsAtItsDefault() {
    Answer created = create("{'model_id':'gpt-4','unknown':{'kept':false}}");

    assertThat(created.status()).isEqualTo(201);
    String id = created.text("/id");
    String at = created.text("/created_at");
    assertThat(id).matches("[a-z]+-[a-z]+");
    assertThat(at).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
    assertThat(created.header("Location")).hasValue(SESSIONS + "/" + id);
    assertThat(created.header("ETag")).hasValue("\"1\"");
    assertThat(created.header("Content-Type")).hasValue("application/json");
    assertThat(created.header("Idempotency-Replayed")).isEmpty();
    assertThat(created.body())
        .isEqualTo(
            json("{'id':'%s','model_id':'gpt-4','persona_id':'default','name':'Session %s',")
                    .formatted(id, id)
                + json("'user_id':null,'created_at':'%s','updated_at':'%s','last_activity':'%s',")
                    .formatted(at, at, at)
                + json("'expires_at':'%s',").formatted(created.text("/expires_at"))
                + json("'is_active':true,'agent_internal_id':null,'tools':[],'tool_ids':[],")
                + json("'temperature':null,'reasoning_effort':null,'extended_thinking':false,")
                + json("'budget_tokens':null,'max_tokens':null,'custom_prompt':null,")
                + json("'metadata':{},'message_count':0,'version':1}"));
    assertLives(created, Duration.ofDays(1));
  }

  @Test
  void everyField_comesBackAsItWent() {
    String given =
        json(
            "{'id':'tiger-castle-by-night','model_id':'gpt-4','persona_id':'programmer',"
                + "'name':'Code review','user_id':'john_doe','agent_internal_id':'agent 7',"
                + "'tools':['search','code'],'tool_ids':['search','code'],'temperature':0.7,"
                + "'reasoning_effort':5,'extended_thinking':true,'budget_tokens':0,"
                + "'max_tokens':9223372036854775807,'custom_prompt':'be\\u0000brief',"
                + "'metadata':{'n':9007199254740993,'s':'123','d':1.5e300,'nil':null,'e':{},"
                + "'l':[[],'"
                + EMOJI
                + "','\\u0000\\u001f']}}");

    Answer created = api.post(SESSIONS, given);

    assertThat(created.status()).isEqualTo(201);
    JsonCodec.parse(given)
        .properties()
        .forEach(
            field ->
                assertThat(created.json().get(field.getKey()))
                    .as(field.getKey())
                    .isEqualTo(field.getValue()));
    assertThat(api.get(SESSIONS + "/tiger-castle-by-night").body()).isEqualTo(created.body());
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("'model_id':null", invalid("model_id", "must be given")),
        arguments("'model_id':7", invalid("model_id", "must be a string: was 7")),
        arguments("'model_id':''", invalid("model_id", length(1, 128, 0))),
        arguments("'model_id':'" + "x".repeat(129) + "'", invalid("model_id", length(1, 128, 129))),
        id("one"),
        id("a-b-c-d-e"),
        id("Tiger-castle"),
        id("tiger_castle"),
        id("tiger-"),
        id("-castle"),
        id("tiger--castle"),
        id("tiger-castle1"),
        id(""),
        arguments("'id':5", invalid("id", "must be a string: was 5")),
        arguments("'persona_id':''", invalid("persona_id", length(1, 128, 0))),
        arguments("'persona_id':[]", invalid("persona_id", "must be a string: was []")),
        arguments(
            "'name':'" + EMOJI.repeat(201) + "'",
            invalid("name", "must be at most 200 characters: was 201")),
        arguments("'name':false", invalid("name", "must be a string: was false")),
        arguments("'user_id':'a b'", invalid("user_id", USER + "a b")),
        arguments("'user_id':'..'", invalid("user_id", USER + "..")),
        arguments("'user_id':''", invalid("user_id", USER)),
        arguments("'user_id':{}", invalid("user_id", "must be a string: was {}")),
        temperature("-0.1"),
        temperature("1.0000000001"),
        temperature("1E+400"),
        arguments("'temperature':'0.5'", invalid("temperature", "must be a number: was \"0.5\"")),
        arguments("'reasoning_effort':11", invalid("reasoning_effort", EFFORT + 11)),
        arguments("'reasoning_effort':-1", invalid("reasoning_effort", EFFORT + -1)),
        arguments("'reasoning_effort':5.5", invalid("reasoning_effort", EFFORT + 5.5)),
        arguments("'reasoning_effort':'11'", invalid("reasoning_effort", EFFORT + 11)),
        effort("05"),
        effort("+5"),
        effort("5.0"),
        effort(" 5"),
        effort("high"),
        effort("\u0665"),
        flag("extended_thinking", "'true'"),
        flag("extended_thinking", "1"),
        flag("extending_thinking", "'no'"),
        arguments("'budget_tokens':-1", invalid("budget_tokens", COUNT + -1)),
        arguments("'budget_tokens':1.5", invalid("budget_tokens", COUNT + 1.5)),
        arguments("'budget_tokens':'3'", invalid("budget_tokens", "must be a number: was \"3\"")),
        arguments(
            "'max_tokens':9223372036854775808",
            invalid("max_tokens", COUNT + "9223372036854775808")),
        arguments(
            "'tools':'search'", invalid("tools", "must be a list of strings: was \"search\"")),
        arguments("'tools':['a',1]", invalid("tools", "must be a list of strings: was [\"a\",1]")),
        arguments("'tool_ids':{}", invalid("tool_ids", "must be a list of strings: was {}")),
        arguments(
            "'tools':[" + "'t',".repeat(256) + "'t']",
            invalid("tools", "must be at most 256: was 257")),
        arguments(
            "'tool_ids':['" + "x".repeat(129) + "']",
            invalid("tools", "must each be at most 128 characters: was 129")),
        arguments(
            "'tools':['a'],'tool_ids':['b']",
            invalid("tools", "must be the same as tool_ids: was something else")),
        arguments(
            "'extended_thinking':true,'extending_thinking':false",
            invalid(
                "extended_thinking", "must be the same as extending_thinking: was something else")),
        arguments(
            "'custom_prompt':'" + "x".repeat(100_001) + "'",
            invalid("custom_prompt", "must be at most 100000 characters: was 100001")),
        arguments("'agent_internal_id':3", invalid("agent_internal_id", "must be a string: was 3")),
        arguments("'metadata':[1]", invalid("metadata", "must be an object: was [1]")),
        arguments(
            "'metadata':{'k':'" + "x".repeat(65_534) + "'}",
            invalid("metadata", "must be at most 65536 bytes in all: was 65537")),
        arguments("'ttl_seconds':59", invalid("ttl_seconds", TTL + 59)),
        arguments("'ttl_seconds':31536001", invalid("ttl_seconds", TTL + 31536001)),
        arguments("'ttl_seconds':60.5", invalid("ttl_seconds", TTL + 60.5)),
        arguments("'ttl_seconds':'60'", invalid("ttl_seconds", "must be a number: was \"60\"")),
        arguments(
            "'metadata':{'is_active':1}",
            error(
                "RESERVED_KEY",
                "Metadata must not use the name is_active: it is reserved",
                Map.of("key", "is_active"))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenField_is422WithRuleAndValue(String fields, Object expected) {
    String model = fields.startsWith("'model_id'") ? "" : "'model_id':'m',";

    Answer refused = create("{" + model + fields + "}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json()).isEqualTo(expected);
    assertThat(api.get(SESSIONS).json().at("/total").asInt()).isZero();
  }

  @Test
  void everyBrokenField_isNamedAtOnce() {
    Answer refused =
        create(
            "{'id':'X','persona_id':'','name':7,'user_id':'a b','temperature':2,"
                + "'reasoning_effort':'x','extended_thinking':0,'budget_tokens':-1,'max_tokens':-2,"
                + "'tools':{},'custom_prompt':[],'agent_internal_id':1,'ttl_seconds':0,"
                + "'metadata':{'created_at':1}}");

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail/error_code")).isEqualTo("VALIDATION_ERROR");
    assertThat(refused.json().at("/detail/params/fields").valueStream())
        .extracting(field -> field.at("/field").asString())
        .containsExactlyInAnyOrder(
            "model_id",
            "id",
            "persona_id",
            "name",
            "user_id",
            "temperature",
            "reasoning_effort",
            "extended_thinking",
            "budget_tokens",
            "max_tokens",
            "tools",
            "custom_prompt",
            "agent_internal_id",
            "ttl_seconds",
            "metadata.created_at");
  }

  static Stream<Arguments> taken() {
    return Stream.of(
        arguments("'temperature':0", "/temperature", "0"),
        arguments("'temperature':1", "/temperature", "1"),
        arguments("'temperature':0.70", "/temperature", "0.7"),
        arguments("'reasoning_effort':'0'", "/reasoning_effort", "0"),
        arguments("'reasoning_effort':'10'", "/reasoning_effort", "10"),
        arguments("'reasoning_effort':1e1", "/reasoning_effort", "10"),
        arguments("'reasoning_effort':3.0", "/reasoning_effort", "3"),
        arguments("'extending_thinking':true", "/extended_thinking", "true"),
        arguments(
            "'extending_thinking':true,'extended_thinking':true", "/extended_thinking", "true"),
        arguments("'tool_ids':['a','b']", "/tools", "[\"a\",\"b\"]"),
        arguments("'tools':['a','a']", "/tool_ids", "[\"a\",\"a\"]"),
        arguments("'id':'ox-cart-by-night'", "/id", "\"ox-cart-by-night\""),
        arguments("'user_id':'a_b.c@d:e+f-1'", "/user_id", "\"a_b.c@d:e+f-1\""),
        arguments("'name':''", "/name", "\"\""),
        arguments("'name':null", "/persona_id", "\"default\""),
        arguments("'temperature':null,'metadata':null", "/metadata", "{}"));
  }

  @ParameterizedTest
  @MethodSource("taken")
  void aValueWithinTheRules_isTaken(String fields, String pointer, String expected) {
    Answer created = create("{'model_id':'m'," + fields + "}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.json().at(pointer)).isEqualTo(JsonCodec.parse(expected));
  }

  @Test
  void theLargestOfEverything_isTaken() {
    String tool = "'" + "x".repeat(128) + "'";
    Answer created =
        create(
            "{'model_id':'"
                + EMOJI.repeat(128)
                + "','name':'"
                + EMOJI.repeat(200)
                + "','custom_prompt':'"
                + "p".repeat(100_000)
                + "','tools':["
                + (tool + ",").repeat(255)
                + tool
                + "],'metadata':{'k':'"
                + "x".repeat(65_533)
                + "'}}");

    assertThat(created.status()).isEqualTo(201);
    assertThat(created.text("/name")).isEqualTo(EMOJI.repeat(200));
    assertThat(created.json().at("/tools")).hasSize(256);
    assertThat(api.get(SESSIONS + "/" + created.text("/id")).body()).isEqualTo(created.body());
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 3600, 31_536_000})
  void aTimeToLive_isTheSessions(int seconds) {
    Answer created = create("{'model_id':'m','ttl_seconds':" + seconds + "}");

    assertLives(created, Duration.ofSeconds(seconds));
    assertThat(created.json().has("ttl_seconds")).isFalse();
  }

  @Test
  void aTakenId_is409AndChangesNothing() {
    String before = createTiger().body();

    Answer second = create("{'id':'tiger-castle','model_id':'other'}");

    assertThat(second.status()).isEqualTo(409);
    assertThat(second.json())
        .isEqualTo(
            error(
                "SESSION_ALREADY_EXISTS",
                "Session tiger-castle already exists",
                Map.of("session_id", "tiger-castle")));
    assertThat(api.get(TIGER).body()).isEqualTo(before);
  }

  @Test
  void manyWithOneId_oneIsCreated() {
    assertThat(together(20, () -> create("{'id':'tiger-castle','model_id':'m'}")))
        .extracting(Answer::status)
        .containsOnly(201, 409)
        .containsOnlyOnce(201);
  }

  @Test
  void manyWithoutAnId_eachHasItsOwn() {
    Set<String> ids = new HashSet<>();
    together(40, () -> create("{'model_id':'m'}")).forEach(one -> ids.add(one.text("/id")));

    assertThat(ids).hasSize(40);
    assertThat(api.get(SESSIONS).json().at("/total").asInt()).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "'text'",
        "{'model_id':'m'} x",
        "{'model_id':'m','model_id':'m'}",
        "{'model_id':'m','metadata':{'a':1,'a':2}}",
        "{'model_id':'m','temperature':NaN}",
        "{'model_id':'m','temperature':+1}",
        "{'model_id':'m','temperature':.5}",
        "{'model_id':'m',}",
        "{model_id:'m'}",
        "{'model_id':'tab\there'}",
        "\ufeff{'model_id':'m'}",
        "{'model_id':'m'} // done"
      })
  void whatIsNoJsonObject_is400(String body) {
    Answer refused = create(body);

    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text("/detail/error_code")).isEqualTo("MALFORMED_REQUEST");
  }

  @Test
  void bytesThatAreNoUtf8_are400() {
    byte[] body = json("{'model_id':'\u00e9'}").getBytes(StandardCharsets.ISO_8859_1);

    Answer refused = api.send("POST", SESSIONS, body, "Content-Type", "application/json");

    assertThat(refused.json())
        .isEqualTo(error("MALFORMED_REQUEST", "The body must be UTF-8", Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'model_id':'\\ud83d'}",
        "{'model_id':'m','metadata':{'k':'\\ude00'}}",
        "{'model_id':'m','metadata':{'\\ud83d':1}}",
        "{'model_id':'m','ignored':'\\ud83dx'}"
      })
  void halfACharacter_is422(String body) {
    Answer refused = create(body);

    assertThat(refused.json()).isEqualTo(invalid("body", "must not hold a lone surrogate"));
    assertThat(refused.status()).isEqualTo(422);
  }

  @Test
  void nestingIsTaken_upTo500Levels() {
    assertThat(create(nested(500)).status()).isEqualTo(201);

    Answer refused = create(nested(501));
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail/params/fields/0/message"))
        .startsWith("must be nested at most 500 deep");
  }

  /** With the body itself and the metadata there are {@code levels} of them. */
  private static String nested(int levels) {
    int lists = levels - 2;
    return "{'model_id':'m','metadata':{'k':" + "[".repeat(lists) + "]".repeat(lists) + "}}";
  }

  /** A deadline is made by Redis's clock, a moment after the session got its time. */
  private static void assertLives(Answer session, Duration ttl) {
    assertThat(
            Duration.between(
                Instant.parse(session.text("/last_activity")),
                Instant.parse(session.text("/expires_at"))))
        .isBetween(ttl, ttl.plusSeconds(5));
  }

  private static String length(int min, int max, int was) {
    return "must be between " + min + " and " + max + " characters: was " + was;
  }

  private static Arguments id(String id) {
    return arguments("'id':'" + id + "'", invalid("id", SLUG + id));
  }

  private static Arguments temperature(String value) {
    return arguments(
        "'temperature':" + value,
        invalid("temperature", "must be between 0.0 and 1.0: was " + value));
  }

  private static Arguments effort(String text) {
    return arguments(
        "'reasoning_effort':'" + text + "'",
        invalid("reasoning_effort", "must be a number: was \"" + text + "\""));
  }

  private static Arguments flag(String name, String value) {
    return arguments(
        "'" + name + "':" + value, invalid(name, "must be true or false: was " + json(value)));
  }
}
