package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static dev.agentc.repository.chat.ChatRepositoryContract.entry;
import static dev.agentc.repository.chat.ChatRepositoryContract.key;
import static dev.agentc.repository.chat.ChatRepositoryContract.turn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.Await;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.SessionId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The storage rules that only a real Redis can show. */
class ChatGuaranteesIT {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();
  private static RedisFixture fixture;
  private static Repositories repositories;
  private static final KeySpace KEYS = new KeySpace("agentc", 1);
  private static final MetadataKey META = new MetadataKey("k");

  @BeforeAll
  static void connect() {
    fixture = new RedisFixture(redis);
    repositories = fixture.repositories();
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @BeforeEach
  void reset() {
    redis.reset();
  }

  /** Every operation on a session, reads and writes, each able to run twice. */
  private static Map<String, Supplier<CompletionStage<?>>> operations(SessionId id) {
    ChatRepository chats = repositories.chats();
    MetadataRepository metadata = repositories.metadata();
    JsonValue one = new JsonValue("1");
    return Map.ofEntries(
        Map.entry("append", () -> chats.append(id, EntryKind.MESSAGE, entry(1), unkeyed())),
        Map.entry("tool", () -> chats.append(id, EntryKind.TOOL_CALL, entry(1), unkeyed())),
        Map.entry("keyed", () -> chats.append(id, EntryKind.MESSAGE, entry(1), key("k", "1"))),
        Map.entry(
            "turn",
            () -> chats.appendInteraction(id, turn("t" + System.nanoTime(), 2, 2), unkeyed())),
        Map.entry("range", () -> chats.range(id, EntryKind.MESSAGE, EntryQuery.last(10))),
        Map.entry("find", () -> chats.find(id, EntryKind.MESSAGE, new EntryId(1, 1))),
        Map.entry("turns", () -> chats.interactions(id, Optional.empty(), 10)),
        Map.entry("one", () -> chats.interaction(id, new InteractionId("x"))),
        Map.entry(
            "put", () -> metadata.put(id, MetadataKind.MANAGED, META, one, Precondition.none())),
        Map.entry("own", () -> metadata.put(id, MetadataKind.OWN, META, one, Precondition.none())),
        Map.entry("all", () -> metadata.all(id, MetadataKind.MANAGED)));
  }

  private static Optional<IdempotencyKey> unkeyed() {
    return Optional.empty();
  }

  private static List<String> keysOf(SessionId id) {
    return Arrays.stream(KEYS.session(id).all())
        .filter(key -> redis.cli("EXISTS", key).equals("1"))
        .toList();
  }

  private static Set<String> deadlines(SessionId id) {
    return keysOf(id).stream()
        .map(key -> Long.toString(redis.expiresAt(key)))
        .collect(Collectors.toSet());
  }

  @Test
  void afterEveryOperation_allKeysHaveTheDeadlineThatTheSessionNames() {
    SessionId id = TestSessions.create(repositories);
    operations(id)
        .forEach(
            (name, operation) -> {
              value(operation.get());
              assertThat(deadlines(id))
                  .as(name)
                  .containsExactly(redis.cli("HGET", KEYS.session(id).root(), "expires_at"));
            });
    assertThat(keysOf(id)).hasSize(9);
  }

  @Test
  void afterATenthOfItsTime_everyOperationMovesAllDeadlinesTogether() {
    SessionId id = TestSessions.create(repositories);
    operations(id).values().forEach(operation -> value(operation.get()));
    operations(id)
        .forEach(
            (name, operation) -> {
              // As if it had been prolonged for the last time 20 of its 24 hours ago.
              String early = Long.toString(System.currentTimeMillis() + 4 * 3_600_000L);
              redis.cli("HSET", KEYS.session(id).root(), "expires_at", early);
              keysOf(id).forEach(key -> redis.cli("PEXPIREAT", key, early));

              value(operation.get());

              assertThat(deadlines(id)).as(name).hasSize(1).doesNotContain(early);
            });
  }

  @Test
  void everyOperation_isOneScript_besidesThatOfTheIndex() {
    SessionId id = TestSessions.create(repositories);
    operations(id).values().forEach(operation -> value(operation.get()));
    operations(id)
        .forEach(
            (name, operation) -> {
              value(fixture.connector.required(commands -> commands.ping()));
              redis.resetCounts();
              value(operation.get());
              // Whatever the operation sent for the index is ahead of this PING.
              value(fixture.connector.required(commands -> commands.ping()));
              assertThat(redis.commandCounts().get("evalsha")).as(name).isBetween(1L, 2L);
              assertThat(redis.commandCounts()).as(name).doesNotContainKey("eval");
            });
  }

  @Test
  void append_runsTheSameCommands_atOneAndAtAHundredThousandMessages() {
    SessionId id = TestSessions.create(repositories);
    ChatRepository chats =
        fixture.repositories(RepositoryConfig.builder().chatMaxMessages(200_000).build()).chats();
    value(chats.append(id, EntryKind.MESSAGE, entry(0), unkeyed()));
    value(chats.range(id, EntryKind.MESSAGE, EntryQuery.last(1)));
    List<Map<String, Long>> costs = new ArrayList<>();
    int filled = 1;
    for (int size : new int[] {1, 1_000, 100_000}) {
      fill(id, size - filled);
      value(fixture.connector.required(commands -> commands.ping()));
      redis.resetCounts();
      value(chats.append(id, EntryKind.MESSAGE, entry(0), unkeyed()));
      value(chats.range(id, EntryKind.MESSAGE, EntryQuery.last(1)));
      value(fixture.connector.required(commands -> commands.ping()));
      costs.add(redis.commandCounts());
      filled = size + 1;
    }
    assertThat(costs.get(1)).isEqualTo(costs.get(0));
    assertThat(costs.get(2)).isEqualTo(costs.get(0));
  }

  private static void fill(SessionId id, int count) {
    redis.cli(
        "EVAL",
        "for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'body', '{}') end",
        "1",
        KEYS.session(id).messages(),
        Integer.toString(count));
  }

  @Test
  void nothingRevivesASession_thatIsDeletedOrExpired() {
    SessionId deleted = TestSessions.create(repositories);
    operations(deleted).values().forEach(operation -> value(operation.get()));
    TestSessions.delete(repositories, deleted);
    SessionId expired = TestSessions.create(repositories);
    keysOf(expired).forEach(key -> redis.cli("PEXPIREAT", key, "1"));

    for (SessionId id : List.of(deleted, expired)) {
      operations(id)
          .forEach(
              (name, operation) ->
                  assertThatThrownBy(() -> value(operation.get()))
                      .as(name)
                      .isInstanceOf(SessionNotFound.class));
      assertThat(keysOf(id)).isEmpty();
    }
  }

  @Test
  void appendsThatRaceADelete_leaveNoKey() {
    for (int round = 0; round < 20; round++) {
      SessionId id = TestSessions.create(repositories);
      List<CompletableFuture<?>> all = new ArrayList<>();
      for (int n = 0; n < 40; n++) {
        if (n == 20) {
          all.add(repositories.sessions().delete(id, Precondition.none()).toCompletableFuture());
        }
        Optional<IdempotencyKey> key = key("k" + n, "1");
        all.add(
            repositories
                .chats()
                .append(id, EntryKind.MESSAGE, entry(n), key)
                .exceptionally(gone -> null)
                .toCompletableFuture());
      }
      all.forEach(Await::value);
      assertThat(keysOf(id)).isEmpty();
    }
    value(fixture.connector.required(commands -> commands.ping()));
    assertThat(redis.cli("ZCARD", "agentc:sessions:{i:0}:activity")).isEqualTo("0");
  }

  @Test
  void appendsThatRaceTheExpiry_leaveNoKey() {
    SessionId id = TestSessions.create(repositories);
    // In a second, with a time to live that makes nothing due to be prolonged before.
    String root = KEYS.session(id).root();
    String deadline = Long.toString(System.currentTimeMillis() + 1_000);
    redis.cli("HSET", root, "expires_at", deadline, "ttl", "-1000000000");
    keysOf(id).forEach(key -> redis.cli("PEXPIREAT", key, deadline));

    int written = 0;
    boolean gone = false;
    while (!gone) {
      try {
        value(
            repositories
                .chats()
                .append(id, EntryKind.MESSAGE, entry(written), key("k" + written, "1")));
        written++;
      } catch (SessionNotFound e) {
        gone = true;
      }
    }

    assertThat(written).isPositive();
    assertThat(keysOf(id)).isEmpty();
  }

  @Test
  void whenMemoryIsOut_aTurnIsNotWrittenAtAll_andReadsAnswer() {
    SessionId id = TestSessions.create(repositories);
    value(repositories.chats().appendInteraction(id, turn("before", 2, 2), unkeyed()));
    redis.outOfMemory(true);

    assertThatThrownBy(
            () -> value(repositories.chats().appendInteraction(id, turn("t", 200, 200), unkeyed())))
        .isInstanceOf(RedisFailure.OutOfMemory.class);
    assertThatThrownBy(
            () ->
                value(repositories.chats().append(id, EntryKind.MESSAGE, entry(1), key("k", "1"))))
        .isInstanceOf(RedisFailure.OutOfMemory.class);
    assertReads(id);

    redis.outOfMemory(false);
    assertThat(value(repositories.chats().interaction(id, new InteractionId("t")))).isEmpty();
    assertReads(id);
  }

  @Test
  void whenRedisIsReadOnly_readsAnswerWithoutProlonging_andWritesSayWhy() {
    SessionId id = TestSessions.create(repositories);
    value(repositories.chats().appendInteraction(id, turn("before", 2, 2), unkeyed()));
    redis.makeReadOnly();

    assertThatThrownBy(
            () -> value(repositories.chats().append(id, EntryKind.MESSAGE, entry(1), unkeyed())))
        .isInstanceOf(RedisFailure.ReadOnly.class);
    assertReads(id);
  }

  private static void assertReads(SessionId id) {
    assertThat(
            value(repositories.chats().range(id, EntryKind.MESSAGE, EntryQuery.last(10))).total())
        .isEqualTo(2);
    assertThat(value(repositories.chats().interaction(id, new InteractionId("before"))))
        .isPresent();
    assertThat(value(repositories.metadata().all(id, MetadataKind.MANAGED)).values()).isEmpty();
  }

  @Test
  void replies_thatHaveEnded_areDroppedInPassing() {
    SessionId id = TestSessions.create(repositories);
    for (int n = 0; n < 3; n++) {
      value(repositories.chats().append(id, EntryKind.MESSAGE, entry(n), key("k" + n, "1")));
    }
    String order = KEYS.session(id).replyExpiry();
    for (String scope : redis.cli("ZRANGE", order, "0", "-1").lines().toList()) {
      redis.cli("ZADD", order, "1", scope);
    }

    value(repositories.chats().append(id, EntryKind.MESSAGE, entry(9), key("k9", "1")));

    assertThat(redis.cli("HLEN", KEYS.session(id).replies())).isEqualTo("1");
    assertThat(redis.cli("ZCARD", order)).isEqualTo("1");
  }
}
