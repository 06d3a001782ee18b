package dev.agentc.repository.session;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What many writers of one session cost each other. That nothing is lost, the contract says. */
class ConcurrentPatchesIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
  private static final SessionId ID = new SessionId("tiger-castle");
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = new RedisFixture(redis);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void empty() {
    redis.reset();
  }

  @Test
  void patchesOfOneValue_manyAtOnce_costEachAFewRoundTrips() {
    // To ask, to try, and in turn to learn what the one before left, and to write; and the index.
    assertThat(scriptsOfMerges(200, i -> "o")).isLessThanOrEqualTo(6 * 200);
  }

  @Test
  void patchesOfDifferentValues_manyAtOnce_doNotHinderEachOther() {
    assertThat(scriptsOfMerges(200, i -> "o" + i)).isLessThanOrEqualTo(3 * 200);
  }

  private static long scriptsOfMerges(int patches, IntFunction<String> key) {
    SessionRepository sessions = fixture.repositories().sessions();
    value(
        sessions.create(
            NewSession.builder().modelId("m").id(ID.value()).build(), Optional.empty()));
    redis.resetCounts();
    List<CompletionStage<SessionChange>> all = new ArrayList<>();
    for (int i = 0; i < patches; i++) {
      JsonValue value = new JsonValue("{\"k" + i + "\":" + i + "}");
      SessionPatch patch = SessionPatch.builder().mergeMetadata(key.apply(i), value).build();
      all.add(sessions.patch(ID, patch, Precondition.none()));
    }
    all.forEach(stage -> value(stage));
    long scripts = redis.commandCounts().get("evalsha");
    assertThat(value(sessions.find(ID)).orElseThrow().version()).isEqualTo(patches + 1L);
    return scripts;
  }
}
