package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.Await;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSessionRepositoryIT extends SessionRepositoryContract {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();

  private static RedisConnector connector;
  private final MovableClock clock = new MovableClock();
  private final KeySpace keys = new KeySpace("agentc", 1);

  /** Everything here runs as the least-privilege user. */
  @BeforeAll
  static void connect() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings(LeastPrivilege.USER)));
    Await.value(connector.connect());
  }

  @AfterAll
  static void close() {
    connector.close();
  }

  @BeforeEach
  void empty() {
    redis.reset();
    // A fixture that went back to a primary may have cut the connection.
    Awaitility.await().until(() -> Await.value(connector.optional(c -> c.ping())).isPresent());
  }

  @Override
  SessionRepository repository(RandomGenerator random) {
    return repositories(RepositoryConfig.builder().build(), random).sessions();
  }

  private Repositories repositories(RepositoryConfig config, RandomGenerator random) {
    return RedisRepositories.create(connector, config, clock, random);
  }

  private Repositories repositories(RepositoryConfig config) {
    return repositories(config, RandomGenerator.getDefault());
  }

  private Repositories repositories() {
    return repositories(RepositoryConfig.builder().build());
  }

  private static long total(SessionRepository sessions) {
    return await(sessions.list(SessionQuery.first())).total();
  }

  private void assertOneDeadline() {
    TreeSet<String> deadlines = new TreeSet<>();
    int there = 0;
    for (String key : keys.session(ID).all()) {
      long deadline = redis.expiresAt(key);
      if (deadline != -2) {
        deadlines.add(Long.toString(deadline));
        there++;
      }
    }
    assertThat(there).isGreaterThanOrEqualTo(1);
    assertThat(deadlines).hasSize(1);
    assertThat(redis.cli("HGET", keys.session(ID).root(), "expires_at").strip())
        .isEqualTo(deadlines.first());
  }

  /** What the client sent: scripts, and what they did not call. */
  private void assertSent(Map<String, Long> expected) {
    Map<String, Long> counts = new TreeMap<>(redis.commandCounts());
    counts.keySet().retainAll(List.of("evalsha", "eval", "hmget", "get", "set", "script|load"));
    assertThat(counts).containsAllEntriesOf(expected);
    assertThat(counts).doesNotContainKey("eval");
  }

  @Test
  void operations_haveOneDeadlineForAllKeys() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").metadata(Map.of("a", json("1"))).build());
    assertOneDeadline();
    redis.cli("RPUSH", keys.session(ID).messages(), "stands for a chat");
    patch(sessions, SessionPatch.builder().text(SessionField.NAME, "x"));
    assertOneDeadline();
    patch(sessions, SessionPatch.builder().ttlSeconds(BigDecimal.valueOf(60)));
    assertOneDeadline();
    patch(sessions, SessionPatch.builder().putMetadata("b", json("2")));
    assertOneDeadline();
    get(sessions, ID);
    assertOneDeadline();
  }

  @Test
  void find_afterATenthOfItsTime_prolongsAllKeysAndTheIndexes() {
    SessionRepository sessions = sessions();
    Session before =
        create(
            sessions,
            builder().id("tiger-castle").userId("u").metadata(Map.of("a", json("1"))).build());
    String late = Long.toString(before.expiresAt().toEpochMilli() - 10_000_000);
    redis.cli("HSET", keys.session(ID).root(), "expires_at", late);

    Session after = get(sessions, ID);

    assertThat(after.expiresAt()).isAfterOrEqualTo(before.expiresAt());
    assertThat(after.lastActivity()).isEqualTo(before.lastActivity());
    assertOneDeadline();
    String deadline = Long.toString(after.expiresAt().toEpochMilli());
    Await.value(connector.required(c -> c.ping()));
    assertThat(redis.cli("ZSCORE", keys.sessionIndex(ID).expiry(), "tiger-castle").strip())
        .isEqualTo(deadline);
    assertThat(
            redis
                .cli("ZSCORE", keys.sessionIndex(new UserId("u")).expiry(), "tiger-castle")
                .strip())
        .isEqualTo(deadline);
    assertThat(redis.expiresAt(keys.sessionIndex(ID).activity())).asString().isEqualTo(deadline);
  }

  @Test
  void operations_costAKnownNumberOfCommands() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("warm-up").build());
    get(sessions, new SessionId("warm-up"));
    await(
        sessions.patch(
            new SessionId("warm-up"),
            SessionPatch.builder().text(SessionField.NAME, "x").build(),
            Precondition.none()));
    await(sessions.list(SessionQuery.first()));
    await(sessions.delete(new SessionId("warm-up"), Precondition.none()));
    Await.value(connector.required(c -> c.ping()));

    redis.resetCounts();
    create(sessions, named("tiger-castle"));
    assertSent(Map.of("evalsha", 2L));

    redis.resetCounts();
    get(sessions, ID);
    assertSent(Map.of("evalsha", 1L));

    redis.resetCounts();
    await(sessions.list(SessionQuery.first()));
    assertSent(Map.of("evalsha", 1L, "hmget", 1L));

    redis.resetCounts();
    patch(sessions, SessionPatch.builder().text(SessionField.NAME, "x"));
    Await.value(connector.required(c -> c.ping()));
    assertSent(Map.of("evalsha", 2L));

    redis.resetCounts();
    await(sessions.delete(ID, Precondition.none()));
    Await.value(connector.required(c -> c.ping()));
    // HMGET is the script's own look.
    assertSent(Map.of("evalsha", 2L, "hmget", 1L));
  }

  @Test
  void delete_leavesNoKey() {
    SessionRepository sessions = sessions();
    create(
        sessions,
        builder().id("tiger-castle").userId("u").metadata(Map.of("a", json("1"))).build());
    for (String key : keys.session(ID).all()) {
      if (redis.cli("EXISTS", key).strip().equals("0")) {
        redis.cli("SET", key, "x");
      }
    }

    await(sessions.delete(ID, Precondition.none()));
    Await.value(connector.required(c -> c.ping()));

    assertThat(redis.cli("DBSIZE").strip()).isEqualTo("0");
  }

  @Test
  void expiry_leavesNoKeyAndNoEntry_andALatePatchRevivesNothing() {
    SessionRepository sessions = sessions();
    create(
        sessions,
        builder().id("tiger-castle").userId("u").metadata(Map.of("a", json("1"))).build());
    expire(ID);

    assertThatThrownBy(() -> patch(sessions, SessionPatch.builder().putMetadata("b", json("1"))))
        .isInstanceOf(SessionNotFound.class);

    assertThat(total(sessions)).isZero();
    assertThat(await(sessions.list(SessionQuery.first().of(new UserId("u")))).total()).isZero();
    assertThat(redis.cli("DBSIZE").strip()).isEqualTo("0");
  }

  /** As if its time had gone: data and index. */
  private void expire(SessionId id) {
    for (String key : keys.session(id).all()) {
      redis.cli("PEXPIREAT", key, "1");
    }
    redis.cli("ZADD", keys.sessionIndex(id).expiry(), "XX", "1", id.value());
    redis.cli("ZADD", keys.sessionIndex(new UserId("u")).expiry(), "XX", "1", id.value());
  }

  @Test
  void list_orphanedEntries_areNeitherShownNorCounted_andHeal() {
    SessionRepository sessions = sessions();
    for (int i = 0; i < 30; i++) {
      create(sessions, named("a".repeat(i + 1) + "-b"));
    }
    for (int i = 10; i < 30; i++) {
      redis.cli("DEL", keys.session(new SessionId("a".repeat(i + 1) + "-b")).root());
    }
    clock.forward(Duration.ofHours(1));

    SessionPage page = await(sessions.list(SessionQuery.first()));

    assertThat(page.total()).isEqualTo(10);
    assertThat(page.items()).hasSize(10);
    assertThat(page.nextCursor()).isEmpty();
    assertThat(redis.cli("ZCARD", keys.sessionIndex(ID).activity()).strip()).isEqualTo("10");
  }

  @Test
  void list_byCursor_pastEntriesThatAreOnlyIgnored_showsEverySessionOnce() {
    SessionRepository sessions = sessions();
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      SessionId id = new SessionId("a".repeat(i + 1) + "-b");
      create(sessions, named(id.value()));
      // So young that its create may be under way: nobody takes the entry out yet.
      if (i == 55 || (i % 4 == 1 && i < 20) || (i > 20 && i < 35)) {
        redis.cli("DEL", keys.session(id).root());
      } else {
        expected.add(0, id.value());
      }
    }

    List<String> seen = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      SessionQuery query = SessionQuery.first();
      SessionPage page = await(sessions.list(cursor.map(query::after).orElse(query)));
      page.items().forEach(item -> seen.add(item.id().value()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());

    assertThat(seen).isEqualTo(expected);
    assertThat(redis.cli("ZCARD", keys.sessionIndex(ID).activity()).strip()).isEqualTo("60");
  }

  @Test
  void list_expiredEntries_areNotCounted() {
    SessionRepository sessions = sessions();
    create(sessions, named("tiger-castle"));
    create(sessions, named("other-one"));
    expire(ID);

    SessionPage page = await(sessions.list(SessionQuery.first()));

    assertThat(page.total()).isEqualTo(1);
    assertThat(page.items()).hasSize(1);
  }

  @Test
  void rebuild_lostIndexes_areBack() {
    try (Repositories repositories = repositories()) {
      SessionRepository sessions = repositories.sessions();
      for (int i = 0; i < 250; i++) {
        create(sessions, builder().userId("u").metadata(Map.of("a", json("1"))).build());
      }
      List<SessionSummary> before = await(sessions.list(SessionQuery.first())).items();
      deleteIndexes();

      assertThat(total(sessions)).isZero();
      assertThat(await(repositories.maintenance().rebuild())).isGreaterThanOrEqualTo(250);

      assertThat(total(sessions)).isEqualTo(250);
      assertThat(await(sessions.list(SessionQuery.first())).items()).isEqualTo(before);
      assertThat(await(sessions.list(SessionQuery.first().of(new UserId("u")))).total())
          .isEqualTo(250);
    }
  }

  private void deleteIndexes() {
    for (String key : keys.sessionIndex(ID).all()) {
      redis.cli("DEL", key);
    }
    for (String key : keys.sessionIndex(new UserId("u")).all()) {
      redis.cli("DEL", key);
    }
  }

  @Test
  void write_sessionThatTheIndexLost_isListedAgain() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").userId("u").build());
    deleteIndexes();

    patch(sessions, SessionPatch.builder().text(SessionField.NAME, "x"));

    Awaitility.await().until(() -> total(sessions) == 1);
  }

  @Test
  void touch_late_neitherRevivesNorTouchesAnother() {
    SessionRepository sessions = sessions();
    RedisSessionIndex index = new RedisSessionIndex(connector, keys);
    Session old = create(sessions, named("tiger-castle"));
    long created = StoredSession.micros(old.createdAt());
    RedisSessionIndex.Entry late =
        new RedisSessionIndex.Entry(ID, Optional.empty(), created, created + 9_000_000, 1);
    await(sessions.delete(ID, Precondition.none()));

    index.touch(late);
    Await.value(connector.required(c -> c.ping()));
    assertThat(total(sessions)).isZero();

    create(sessions, named("tiger-castle"));
    index.touch(late);
    index.remove(ID, Optional.empty(), created);
    Await.value(connector.required(c -> c.ping()));
    assertThat(total(sessions)).isEqualTo(1);
  }

  @Test
  void deleteAgainstPatch_patchesSucceedBeforeItAndNoneRevives() {
    SessionRepository sessions = sessions();
    for (int round = 0; round < 20; round++) {
      create(sessions, builder().id("tiger-castle").userId("u").build());
      List<CompletionStage<Boolean>> patches = new ArrayList<>();
      CompletionStage<Void> deleted = null;
      for (int i = 0; i < 20; i++) {
        if (i == 10) {
          deleted = sessions.delete(ID, Precondition.none());
        }
        SessionPatch patch = SessionPatch.builder().putMetadata("k" + i, json("1")).build();
        patches.add(
            sessions
                .patch(ID, patch, Precondition.none())
                .handle((change, failure) -> failure == null));
      }
      await(deleted);
      List<Boolean> done = patches.stream().map(Await::value).toList();
      assertThat(done.subList(0, 10)).containsOnly(true);
      assertThat(done.subList(10, 20)).containsOnly(false);
      Awaitility.await().until(() -> redis.cli("DBSIZE").strip().equals("0"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read-only", "out of memory", "persistence"})
  void reads_whileRedisRefusesWrites_answerAndWritesFailTyped(String how) {
    SessionRepository sessions = sessions();
    Session before = create(sessions, builder().id("tiger-castle").userId("u").build());
    create(sessions, named("other-one"));
    String late = Long.toString(before.expiresAt().toEpochMilli() - 10_000_000);
    redis.cli("HSET", keys.session(ID).root(), "expires_at", late);
    redis.cli("ZADD", keys.sessionIndex(ID).expiry(), "XX", "1", "other-one");
    redis.cli("DEL", keys.session(new SessionId("other-one")).root());
    refuseWrites(how);
    try {
      Session found = get(sessions, ID);
      assertThat(found.expiresAt()).isBefore(before.expiresAt());
      SessionPage page = await(sessions.list(SessionQuery.first()));
      assertThat(page.items()).extracting(SessionSummary::id).containsExactly(ID);
      assertThat(page.total()).isEqualTo(1);
      assertThatThrownBy(() -> patch(sessions, SessionPatch.builder().text(SessionField.NAME, "y")))
          .isInstanceOfAny(
              RedisFailure.ReadOnly.class,
              RedisFailure.OutOfMemory.class,
              RedisFailure.PersistenceFailed.class);
      assertThatThrownBy(() -> create(sessions, builder().build()))
          .isInstanceOfAny(
              RedisFailure.ReadOnly.class,
              RedisFailure.OutOfMemory.class,
              RedisFailure.PersistenceFailed.class);
    } finally {
      redis.reset();
    }
  }

  private static void refuseWrites(String how) {
    switch (how) {
      case "read-only" -> redis.makeReadOnly();
      case "out of memory" -> redis.outOfMemory(true);
      default -> redis.failPersistence(true);
    }
  }

  @Test
  void prefixes_doNotMix() {
    try (RedisConnector both = RedisConnectors.create(RedisConfig.from(redis.settings()))) {
      await(both.connect());
      SessionRepository one = RedisRepositories.create(both, config("agentc-one", 1)).sessions();
      SessionRepository two = RedisRepositories.create(both, config("agentc-two", 1)).sessions();
      create(one, named("tiger-castle"));

      assertThat(await(two.find(ID))).isEmpty();
      assertThat(total(two)).isZero();
      create(two, named("tiger-castle"));
      await(two.delete(ID, Precondition.none()));
      assertThat(total(one)).isEqualTo(1);
    }
  }

  private static RepositoryConfig config(String prefix, int shards) {
    return RepositoryConfig.builder().keyPrefix(prefix).indexShards(shards).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5})
  void cleanUp_removesExpiredAndOrphanedEntriesFromAllShards(int shards) throws Exception {
    KeySpace sharded = new KeySpace("agentc", shards);
    RepositoryConfig config =
        RepositoryConfig.builder().indexShards(shards).cleanupBatchSize(7).build();
    try (Repositories repositories = repositories(config)) {
      SessionRepository sessions = repositories.sessions();
      for (int i = 0; i < 60; i++) {
        SessionId id = new SessionId("a".repeat(i + 1) + "-b");
        create(sessions, named(id.value()));
        if (i < 20) {
          redis.cli("DEL", sharded.session(id).root());
        } else if (i < 40) {
          redis.cli("ZADD", sharded.sessionIndex(id).expiry(), "XX", "1", id.value());
          redis.cli("DEL", sharded.session(id).root());
        }
      }
      clock.forward(Duration.ofHours(1));

      assertThat(await(repositories.maintenance().cleanUp())).isEqualTo(40);

      assertThat(total(sessions)).isEqualTo(20);
      assertThat(redis.cli("EXISTS", sharded.cleanupLease()).strip()).isEqualTo("0");
    }
  }

  @Test
  void cleanUp_whileAnotherReplicaIsAtIt_leavesItAlone() throws Exception {
    try (Repositories repositories = repositories()) {
      redis.cli("SET", keys.cleanupLease(), "another", "PX", "60000");

      assertThat(await(repositories.maintenance().cleanUp())).isZero();

      assertThat(redis.cli("GET", keys.cleanupLease()).strip()).isEqualTo("another");
    }
  }

  @Test
  void cleanUp_ofTwoReplicasAtOnce_isDoneByOne() throws Exception {
    RepositoryConfig config = RepositoryConfig.builder().cleanupBatchSize(3).build();
    int orphans = 60;
    try (RedisFixture another = new RedisFixture(redis);
        Repositories one = repositories(config);
        Repositories two =
            RedisRepositories.create(
                another.connector, config, clock, RandomGenerator.getDefault())) {
      for (int i = 0; i < orphans; i++) {
        SessionId id = new SessionId("a".repeat(i + 1) + "-b");
        create(one.sessions(), named(id.value()));
        redis.cli("DEL", keys.session(id).root());
      }
      clock.forward(Duration.ofHours(1));

      CompletableFuture<Long> first = one.maintenance().cleanUp().toCompletableFuture();
      CompletableFuture<Long> second = two.maintenance().cleanUp().toCompletableFuture();

      assertThat(List.of(await(first), await(second)))
          .containsExactlyInAnyOrder((long) orphans, 0L);
    }
  }

  @Test
  void start_cleansUpInTheBackground() throws Exception {
    RepositoryConfig config =
        RepositoryConfig.builder().cleanupInterval(Duration.ofMillis(50)).build();
    try (Repositories repositories = repositories(config)) {
      create(repositories.sessions(), named("tiger-castle"));
      create(repositories.sessions(), named("other-one"));
      redis.cli("ZADD", keys.sessionIndex(ID).expiry(), "XX", "1", "tiger-castle");

      repositories.maintenance().start();

      Awaitility.await()
          .until(() -> redis.cli("ZCARD", keys.sessionIndex(ID).created()).strip().equals("1"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16})
  void list_ofSeveralShards_isInOrderAndComplete(int shards) {
    SessionRepository sessions = repositories(config("agentc", shards)).sessions();
    List<SessionId> ids = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      ids.add(0, create(sessions, builder().build()).id());
    }
    SessionQuery query = SessionQuery.first().withLimit(7);
    List<SessionId> byOffset = new ArrayList<>();
    List<SessionId> byCursor = new ArrayList<>();
    for (int offset = 0; offset < 30; offset += 7) {
      await(sessions.list(query.withOffset(offset))).items().forEach(s -> byOffset.add(s.id()));
    }
    Optional<SessionPage> page = Optional.of(await(sessions.list(query)));
    while (page.isPresent()) {
      page.get().items().forEach(s -> byCursor.add(s.id()));
      assertThat(page.get().total()).isEqualTo(30);
      page = page.get().nextCursor().map(c -> await(sessions.list(query.after(c))));
    }
    assertThat(byOffset).isEqualTo(ids);
    assertThat(byCursor).isEqualTo(ids);
  }

  @Test
  void create_overAnEvictedSession_inheritsNothing() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").metadata(Map.of("old", json("1"))).build());
    redis.cli("DEL", keys.session(ID).root());

    assertThat(create(sessions, named("tiger-castle")).metadata()).isEmpty();
    assertThat(get(sessions, ID).metadata()).isEmpty();
    assertThat(total(sessions)).isEqualTo(1);
  }

  @Test
  void metadata_ofThousandsOfKeys_isStored() {
    SessionRepository sessions = sessions();
    Map<String, JsonValue> many = new TreeMap<>();
    for (int i = 0; i < 9_000; i++) {
      many.put("k" + i, json("1"));
    }
    create(sessions, builder().id("tiger-castle").metadata(many).build());
    assertThat(get(sessions, ID).metadata()).isEqualTo(many);

    patch(sessions, SessionPatch.builder().clearMetadata());
    assertThat(get(sessions, ID).metadata()).isEmpty();
  }
}
