package dev.agentc.api.chat;

import static dev.agentc.api.RunningApi.error;
import static dev.agentc.api.RunningApi.invalid;
import static dev.agentc.api.chat.ChatApi.CHAT;
import static dev.agentc.api.chat.ChatApi.GONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.Storage;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MetadataEndpointsTest {

  private static final String META = CHAT + "/meta";
  private static final String MANAGED = CHAT + "/managed_meta";

  private final ChatApi chat = ChatApi.start(storage());
  private final RunningApi api = chat.api;

  /** A subclass takes a real Redis. */
  Storage storage() {
    return Storage.inMemory();
  }

  @AfterEach
  void stop() {
    chat.close();
  }

  @Test
  void put_aValue_saysSoAndRaisesTheVersion() {
    Answer answer = api.put(META + "/k", "{\"a\":[1.10,null]}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .isEqualTo("{\"status\":\"success\",\"message\":\"Metadata 'k' set for session\"}");
    assertThat(session().version()).isEqualTo(2);
    assertThat(session().metadata()).containsOnlyKeys("k");
  }

  @Test
  void put_aManagedValue_leavesTheVersionAndTheSessionsMetadata() {
    assertThat(api.put(MANAGED + "/k", "1").body())
        .isEqualTo("{\"status\":\"success\",\"message\":\"Metadata 'k' set for session\"}");
    assertThat(session().version()).isEqualTo(1);
    assertThat(session().metadata()).isEmpty();
    assertThat(api.get(MANAGED).body()).isEqualTo("{\"k\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "true",
        "\"text\"",
        "[]",
        "{}",
        "9007199254740993",
        "1.10",
        "{\"a\":null}",
        "\"\\u0000\""
      })
  void find_anyValue_isTheBareValue(String value) {
    for (String all : List.of(META, MANAGED)) {
      assertThat(api.put(all + "/a.b_c-1", value).status()).isEqualTo(200);
      Answer found = api.get(all + "/a.b_c-1");
      assertThat(found.status()).isEqualTo(200);
      assertThat(found.body()).isEqualTo(value);
    }
  }

  @Test
  void all_ofASession_areItsMetadataAndFourMore() {
    api.put(META + "/b", "2");
    api.put(META + "/a", "null");

    String body = api.get(META + "/").body();

    assertThat(body)
        .matches(
            "\\{\"a\":null,\"b\":2,\"created_at\":\"2026-01-31T12:00:00\\.120Z\","
                + "\"updated_at\":\"[^\"]+Z\",\"last_activity\":\"[^\"]+Z\",\"is_active\":true\\}");
  }

  @Test
  void delete_aKey_is204ThenGone() {
    for (String all : List.of(META, MANAGED)) {
      api.put(all + "/k", "1");

      Answer deleted = api.delete(all + "/k");

      assertThat(deleted.status()).isEqualTo(204);
      assertThat(deleted.body()).isEmpty();
      for (Answer answer : List.of(api.delete(all + "/k"), api.get(all + "/k"))) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json())
            .isEqualTo(error("META_KEY_NOT_FOUND", "Metadata k not found", Map.of("key", "k")));
      }
    }
  }

  @Test
  void ownMetadata_carriesTheTagOfTheSessionsVersion_managedNone() {
    Answer put = api.put(META + "/k", "1");
    api.put(MANAGED + "/k", "1");

    for (Answer answer : List.of(put, api.get(META), api.get(META + "/k"))) {
      assertThat(answer.header("ETag")).contains("\"2\"");
    }
    for (Answer answer :
        List.of(api.put(MANAGED + "/k", "2"), api.get(MANAGED), api.get(MANAGED + "/k"))) {
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("ETag")).isEmpty();
    }
    for (String path : List.of(META, META + "/k")) {
      assertThat(api.get(path, "If-None-Match", "\"2\"").status()).isEqualTo(304);
      assertThat(api.get(path, "If-None-Match", "\"1\"").status()).isEqualTo(200);
    }
  }

  @Test
  void putAndDelete_anotherVersion_is412WithTheCurrentOneAndChangesNothing() {
    JsonNode expected =
        error(
            "PRECONDITION_FAILED",
            "If-Match names another version than the current one",
            Map.of("current_version", 2));
    api.put(META + "/k", "1");
    api.put(MANAGED + "/k", "1");

    for (String all : List.of(META, MANAGED)) {
      for (String tag : List.of("\"1\"", "W/\"2\"", "\"7\", \"8\"")) {
        for (Answer answer :
            List.of(
                api.put(all + "/k", "2", "If-Match", tag),
                api.put(all + "/new", "2", "If-Match", tag),
                api.delete(all + "/k", "If-Match", tag))) {
          assertThat(answer.status()).isEqualTo(412);
          assertThat(answer.json()).isEqualTo(expected);
        }
      }
      assertThat(api.get(all + "/k").body()).isEqualTo("1");
      assertThat(api.get(all + "/new").status()).isEqualTo(404);
    }
    assertThat(session().version()).isEqualTo(2);
  }

  @Test
  void putAndDelete_theRightVersionOrAny_happen() {
    assertThat(api.put(MANAGED + "/k", "1", "If-Match", "\"1\"").status()).isEqualTo(200);
    assertThat(api.put(META + "/k", "1", "If-Match", "\"1\"").header("ETag")).contains("\"2\"");
    assertThat(api.put(META + "/k", "2", "If-Match", "*").header("ETag")).contains("\"3\"");
    assertThat(api.put(META + "/k", "3", "If-Match", "nonsense").status()).isEqualTo(422);
    assertThat(api.delete(MANAGED + "/k", "If-Match", "\"9\", \"3\"").status()).isEqualTo(204);
    assertThat(api.delete(META + "/k", "If-Match", "\"3\"").status()).isEqualTo(204);
    assertThat(session().version()).isEqualTo(4);
    for (String all : List.of(GONE + "/meta", GONE + "/managed_meta")) {
      assertThat(api.put(all + "/k", "1", "If-Match", "*").status()).isEqualTo(404);
      assertThat(api.delete(all + "/k", "If-Match", "\"1\"").status()).isEqualTo(404);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"created_at", "updated_at", "last_activity", "is_active"})
  void putAndDelete_aReservedName_is422InTheSessionsOwnOnly(String name) {
    JsonNode expected =
        error(
            "RESERVED_KEY",
            "Metadata '" + name + "' is kept by the server itself",
            Map.of("key", name));

    for (Answer answer : List.of(api.put(META + "/" + name, "1"), api.delete(META + "/" + name))) {
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json()).isEqualTo(expected);
    }
    assertThat(api.get(META + "/" + name).status()).isEqualTo(404);
    assertThat(api.put(MANAGED + "/" + name, "1").status()).isEqualTo(200);
    assertThat(api.delete(MANAGED + "/" + name).status()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%20b", "%C3%A9", "a:b"})
  void aKeyThatCannotBe_is422ToSetAnd404ToReadOrDelete(String key) {
    for (String all : List.of(META, MANAGED)) {
      Answer put = api.put(all + "/" + key, "1");
      assertThat(put.status()).isEqualTo(422);
      assertThat(put.json())
          .isEqualTo(
              invalid("key", "must be 1 to 128 letters, digits or any of _.- and not . or .."));
      assertThat(api.get(all + "/" + key).text("/detail/error_code"))
          .isEqualTo("META_KEY_NOT_FOUND");
      assertThat(api.delete(all + "/" + key).text("/detail/error_code"))
          .isEqualTo("META_KEY_NOT_FOUND");
    }
  }

  @Test
  void put_moreThan64KiBInAll_is422AndChangesNothing() {
    String half = "\"" + "x".repeat(40_000) + "\"";
    for (String all : List.of(META, MANAGED)) {
      assertThat(api.put(all + "/a", half).status()).isEqualTo(200);

      Answer answer = api.put(all + "/b", half);

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("/detail/params/fields/0/field")).isEqualTo("metadata");
      assertThat(api.get(all + "/b").status()).isEqualTo(404);
    }
  }

  @Test
  void put_whatIsNotJson_is400Or415() {
    assertThat(api.put(META + "/k", "nope").status()).isEqualTo(400);
    assertThat(api.put(META + "/k", "").status()).isEqualTo(400);
    assertThat(
            api.send("PUT", META + "/k", new byte[] {'1'}, "Content-Type", "text/plain").status())
        .isEqualTo(415);
  }

  @Test
  void everyOperation_withoutTheSession_is404() {
    JsonNode expected =
        error("SESSION_NOT_FOUND", "Session no-such not found", Map.of("session_id", "no-such"));

    for (String all : List.of(GONE + "/meta", GONE + "/managed_meta")) {
      for (Answer answer :
          List.of(
              api.get(all),
              api.get(all + "/k"),
              api.get(all + "/a%20b"),
              api.put(all + "/k", "1"),
              api.delete(all + "/k"),
              api.delete(all + "/a%20b"))) {
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json()).isEqualTo(expected);
      }
    }
  }

  private Session session() {
    return chat.repositories
        .sessions()
        .find(new SessionId("tiger-castle"))
        .toCompletableFuture()
        .join()
        .orElseThrow();
  }
}
