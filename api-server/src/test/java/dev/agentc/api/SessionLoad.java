package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.HttpCalls.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One caller that creates, changes, reads, lists and deletes sessions of its own, repeats what got
 * a 503, and remembers what was acknowledged. One thread at a time.
 */
final class SessionLoad {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final Set<String> OUTAGE =
      Set.of("REDIS_UNAVAILABLE", "REDIS_TIMEOUT", "REDIS_LOADING");
  private static final int MOST_REPEATS = 10_000;

  private final HttpCalls http;
  private final int number;
  private final Map<String, String> namesById = new LinkedHashMap<>();
  private final List<String> deleted = new ArrayList<>();
  private final List<String> unexpected = new ArrayList<>();
  private int outages;
  private int rounds;

  SessionLoad(HttpCalls http, int number) {
    this.http = http;
    this.number = number;
  }

  void runUntil(AtomicBoolean over) {
    while (!over.get()) {
      rounds++;
      createChangeAndPerhapsDelete();
    }
  }

  private void createChangeAndPerhapsDelete() {
    String key = "caller-" + number + "-" + rounds;
    Optional<Answer> created =
        untilAnswered(
            "POST", SESSIONS, "{\"model_id\":\"m\"}", Set.of(201), "Idempotency-Key", key);
    if (created.isEmpty()) {
      return;
    }
    String id = created.get().text("/id");
    String session = SESSIONS + "/" + id;
    namesById.put(id, "Session " + id);
    String name = "name of round " + rounds;
    if (untilAnswered("PATCH", session, "{\"name\":\"" + name + "\"}", Set.of(200)).isPresent()) {
      namesById.put(id, name);
    }
    untilAnswered("GET", session, "", Set.of(200))
        .filter(read -> !read.text("/name").equals(name))
        .ifPresent(read -> unexpected.add("read of an older write: " + read.body()));
    untilAnswered("GET", SESSIONS + "?limit=5", "", Set.of(200));
    // The first DELETE may have been done though its answer was lost: the repeat finds nothing.
    if (rounds % 3 == 0 && untilAnswered("DELETE", session, "", Set.of(204, 404)).isPresent()) {
      namesById.remove(id);
      deleted.add(id);
    }
  }

  /** Repeats for as long as Redis is away; empty when it got what it should not. */
  private Optional<Answer> untilAnswered(
      String method, String path, String json, Set<Integer> expected, String... headers) {
    for (int repeat = 0; repeat < MOST_REPEATS; repeat++) {
      Answer answer = http.send(method, path, json, headers);
      if (expected.contains(answer.status())) {
        return Optional.of(answer);
      }
      boolean typed =
          answer.status() == 503
              && OUTAGE.contains(answer.errorCode())
              && answer.retryAfter().isPresent();
      if (!typed) {
        unexpected.add(method + " " + path + ": " + answer);
        return Optional.empty();
      }
      outages++;
    }
    unexpected.add(method + " " + path + " never succeeded");
    return Optional.empty();
  }

  /** What no caller may ever see. */
  List<String> unexpected() {
    return unexpected;
  }

  /** How many typed 503s it got. */
  int outages() {
    return outages;
  }

  void assertNothingIsLost() {
    namesById.forEach(
        (id, name) -> {
          Answer read = http.get(SESSIONS + "/" + id);
          assertThat(read.status()).as(id).isEqualTo(200);
          assertThat(read.text("/name")).isEqualTo(name);
        });
    deleted.forEach(id -> assertThat(http.get(SESSIONS + "/" + id).status()).as(id).isEqualTo(404));
  }
}
