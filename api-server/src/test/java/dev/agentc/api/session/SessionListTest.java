package dev.agentc.api.session;

import static dev.agentc.api.RunningApi.invalid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.RunningApi.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code GET /sessions}. */
class SessionListTest extends SessionApi {

  private static final String SORTS =
      "must be one of -last_activity, last_activity, -created_at, created_at: was ";

  private List<String> create(int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String user = i % 2 == 0 ? "ann" : "bob";
      ids.add(
          create("{'model_id':'m','user_id':'" + user + "','metadata':{'i':" + i + "}}")
              .text("/id"));
    }
    return ids;
  }

  @Test
  void nothing_isAnEmptyPage() {
    String empty = json("{'items':[],'total':0,'limit':10,'offset':0,'next_cursor':null}");

    assertThat(api.get(SESSIONS).body()).isEqualTo(empty);
    assertThat(api.get(SESSIONS + "/").body()).isEqualTo(empty);
    assertThat(api.get(SESSIONS + "?unknown=1&=&&x").body()).isEqualTo(empty);
  }

  @Test
  void items_areSummaries() {
    Answer created = createTiger();

    JsonNode page = api.get(SESSIONS).json();

    assertThat(page.at("/items")).hasSize(1);
    JsonNode item = page.at("/items/0");
    assertThat(item.propertyNames())
        .containsExactly(
            "id",
            "model_id",
            "persona_id",
            "name",
            "user_id",
            "created_at",
            "updated_at",
            "last_activity",
            "expires_at",
            "is_active",
            "message_count");
    item.properties()
        .forEach(
            field ->
                assertThat(field.getValue())
                    .as(field.getKey())
                    .isEqualTo(created.json().get(field.getKey())));
  }

  @Test
  void pages_byOffset() {
    List<String> newestFirst = create(12);
    Collections.reverse(newestFirst);

    JsonNode first = api.get(SESSIONS).json();
    JsonNode second = api.get(SESSIONS + "?offset=10&limit=5").json();
    JsonNode beyond = api.get(SESSIONS + "?offset=1000000").json();

    assertThat(ids(first)).isEqualTo(newestFirst.subList(0, 10));
    assertThat(first.at("/next_cursor").isString()).isTrue();
    assertThat(ids(second)).isEqualTo(newestFirst.subList(10, 12));
    assertThat(second.at("/next_cursor").isNull()).isTrue();
    assertThat(second.at("/limit").asInt()).isEqualTo(5);
    assertThat(second.at("/offset").asInt()).isEqualTo(10);
    assertThat(ids(beyond)).isEmpty();
    for (JsonNode page : List.of(first, second, beyond)) {
      assertThat(page.at("/total").asInt()).isEqualTo(12);
    }
  }

  @Test
  void sorts_areFour() {
    List<String> ids = create(3);
    patch(SESSIONS + "/" + ids.get(0), "{'name':'touched'}");
    List<String> byActivity = List.of(ids.get(1), ids.get(2), ids.get(0));

    assertThat(ids(api.get(SESSIONS + "?sort=created_at").json())).isEqualTo(ids);
    assertThat(ids(api.get(SESSIONS + "?sort=-created_at").json())).isEqualTo(reversed(ids));
    assertThat(ids(api.get(SESSIONS + "?sort=last_activity").json())).isEqualTo(byActivity);
    assertThat(ids(api.get(SESSIONS + "?sort=-last_activity").json()))
        .isEqualTo(reversed(byActivity));
    assertThat(ids(api.get(SESSIONS).json())).isEqualTo(reversed(byActivity));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-last_activity", "last_activity", "-created_at", "created_at"})
  void cursor_showsEachOnce_whateverComesAndGoes(String sort) {
    List<String> ids = create(25);
    String list = SESSIONS + "?limit=4&sort=" + sort;
    List<String> seen = new ArrayList<>();

    Answer page = api.get(list);
    while (true) {
      seen.addAll(ids(page.json()));
      JsonNode cursor = page.json().at("/next_cursor");
      if (cursor.isNull()) {
        break;
      }
      String added = create("{'model_id':'m'}").text("/id");
      page = api.get(list + "&cursor=" + cursor.asString());
      assertThat(page.status()).isEqualTo(200);
      api.delete(SESSIONS + "/" + added);
    }

    assertThat(seen).doesNotHaveDuplicates().containsAll(ids);
  }

  @Test
  void user_onlyThatUsers() {
    List<String> ids = create(6);

    JsonNode anns = api.get(SESSIONS + "?user_id=ann&sort=created_at&limit=2").json();
    JsonNode rest =
        api.get(
                SESSIONS
                    + "?user_id=ann&sort=created_at&limit=2&cursor="
                    + anns.at("/next_cursor").asString())
            .json();

    assertThat(ids(anns)).containsExactly(ids.get(0), ids.get(2));
    assertThat(ids(rest)).containsExactly(ids.get(4));
    assertThat(anns.at("/total").asInt()).isEqualTo(3);
    assertThat(api.get(SESSIONS + "?user_id=nobody").json().at("/total").asInt()).isZero();
    assertThat(api.get(SESSIONS + "?user_id=a%2Bb").status()).isEqualTo(200);
  }

  @Test
  void aList_prolongsAndTouchesNothing() {
    String before = createTiger().body();

    api.get(SESSIONS);

    assertThat(api.get(TIGER).body()).isEqualTo(before);
  }

  @Test
  void brokenParameters_areAllNamed() {
    assertThat(api.get(SESSIONS + "?limit=0&offset=-1&sort=x&user_id=a%20b").json())
        .isEqualTo(
            invalid(
                "user_id",
                "must be 1 to 128 letters, digits or any of _.@:+- and not . or ..: was a b",
                "limit",
                "must be an integer between 1 and 100: was 0",
                "offset",
                "must be an integer between 0 and 9007199254740991: was -1",
                "sort",
                SORTS + "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=101",
        "limit=",
        "limit=ten",
        "limit=1.5",
        "limit=%D9%A1",
        "limit=+5",
        "limit=99999999999999999999",
        "offset=9007199254740992",
        "limit=5&limit=5",
        "sort=",
        "sort=+created_at",
        "user_id=",
        "user_id=.",
        "cursor=",
        "cursor=rubbish",
        "cursor=eHx5fDF8YS1i"
      })
  void aBrokenParameter_is422(String query) {
    Answer refused = api.get(SESSIONS + "?" + query);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("/detail/error_code")).isEqualTo("VALIDATION_ERROR");
    assertThat(refused.text("/detail/params/fields/0/field")).isEqualTo(query.split("=", 2)[0]);
  }

  @Test
  void aCursor_belongsToItsList() {
    create(3);
    String cursor = api.get(SESSIONS + "?limit=1").text("/next_cursor");

    for (String query : List.of("sort=created_at", "user_id=ann", "offset=1")) {
      assertThat(api.get(SESSIONS + "?" + query + "&cursor=" + cursor).status())
          .as(query)
          .isEqualTo(422);
    }
  }

  private static List<String> ids(JsonNode page) {
    return page.at("/items").valueStream().map(item -> item.get("id").asString()).toList();
  }

  private static List<String> reversed(List<String> ids) {
    List<String> reversed = new ArrayList<>(ids);
    Collections.reverse(reversed);
    return reversed;
  }
}
