package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.SessionId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Fifty writers on one session, every third request sent twice under its key, and Redis killed and
 * started again in the middle: nothing is lost, doubled or reordered.
 */
class FiftyWritersIT {

  private static final int WRITERS = 50;
  private static final int EACH = 30;

  @RegisterExtension
  static final RedisExtension redis =
      RedisExtension.builder().appendOnly().config("appendfsync", "always").build();

  @Test
  void loseDoubleAndReorderNothing_whileRedisIsKilledAndStartedAgain() throws Exception {
    try (RedisFixture fixture = new RedisFixture(redis)) {
      Repositories repositories = fixture.repositories();
      SessionId id = TestSessions.create(repositories);
      Map<String, EntryId> acknowledged = new ConcurrentHashMap<>();
      CountDownLatch third = new CountDownLatch(WRITERS * EACH / 3);
      ExecutorService pool = Executors.newFixedThreadPool(WRITERS);
      List<Future<?>> writers = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int writer = w;
        writers.add(
            pool.submit(
                () -> {
                  for (int n = 0; n < EACH; n++) {
                    String name = writer + "/" + n;
                    EntryId first = untilDone(repositories, id, name);
                    if (n % 3 == 0) {
                      assertThat(untilDone(repositories, id, name)).isEqualTo(first);
                    }
                    acknowledged.put(name, first);
                    third.countDown();
                  }
                }));
      }

      assertThat(third.await(60, TimeUnit.SECONDS)).isTrue();
      redis.kill();
      redis.start();
      for (Future<?> writer : writers) {
        writer.get(60, TimeUnit.SECONDS);
      }
      pool.shutdown();

      assertEveryEntryOnce(repositories, id, acknowledged);
      assertThat(redis.cli("HGET", "agentc:session:{s:" + id + "}", "message_count"))
          .isEqualTo(Integer.toString(WRITERS * EACH));
      TestSessions.delete(repositories, id);
      value(fixture.connector.required(commands -> commands.ping()));
      assertThat(redis.cli("KEYS", "*{s:*")).isEmpty();
      assertThat(redis.cli("ZCARD", "agentc:sessions:{i:0}:activity")).isEqualTo("0");
    }
  }

  /** As a caller does: again and again, under the same key, until it is acknowledged. */
  private static EntryId untilDone(Repositories repositories, SessionId id, String name) {
    NewEntry entry =
        new NewEntry(new JsonValue("{\"role\":\"user\",\"content\":\"" + name + "\"}"));
    IdempotencyKey key = IdempotencyKey.of(name.getBytes(StandardCharsets.UTF_8), "test", name);
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .pollDelay(Duration.ZERO)
        .atMost(Duration.ofSeconds(50))
        .until(() -> attempt(repositories, id, entry, key), Optional::isPresent)
        .orElseThrow();
  }

  private static Optional<EntryId> attempt(
      Repositories repositories, SessionId id, NewEntry entry, IdempotencyKey key) {
    try {
      return Optional.of(
          value(repositories.chats().append(id, EntryKind.MESSAGE, entry, Optional.of(key)))
              .value());
    } catch (RedisFailure outage) {
      return Optional.empty();
    }
  }

  private static void assertEveryEntryOnce(
      Repositories repositories, SessionId id, Map<String, EntryId> acknowledged) {
    List<Entry> stored = new ArrayList<>();
    EntryBound from = EntryBound.open();
    Optional<EntryId> next;
    do {
      EntryPage page =
          value(
              repositories
                  .chats()
                  .range(
                      id,
                      EntryKind.MESSAGE,
                      new EntryQuery.Range(
                          from, EntryBound.open(), EntryQuery.Order.ASCENDING, 1_000)));
      stored.addAll(page.entries());
      next = page.next();
      from = next.map(EntryBound::at).orElse(from);
    } while (next.isPresent());

    List<String> names =
        stored.stream()
            .map(entry -> JsonCodec.node(entry.body()).get("content").stringValue())
            .toList();
    assertThat(names)
        .hasSize(WRITERS * EACH)
        .doesNotHaveDuplicates()
        .containsAll(acknowledged.keySet());
    assertThat(stored).allMatch(entry -> acknowledged.containsValue(entry.id()));
    for (int w = 0; w < WRITERS; w++) {
      String prefix = w + "/";
      assertThat(names.stream().filter(name -> name.startsWith(prefix)))
          .containsExactlyElementsOf(IntStream.range(0, EACH).mapToObj(n -> prefix + n).toList());
    }
  }
}
