package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.Await;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.SessionAlreadyExists;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.Written;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every repository of sessions must do, wherever it keeps them. */
abstract class SessionRepositoryContract {

  static final SessionId ID = new SessionId("tiger-castle");

  /** A fresh, empty one; the generator picks the words. */
  abstract SessionRepository repository(RandomGenerator random);

  final SessionRepository sessions() {
    return repository(RandomGenerator.getDefault());
  }

  static NewSession.Builder builder() {
    return NewSession.builder().modelId("gpt-4");
  }

  static NewSession named(String id) {
    return builder().id(id).build();
  }

  static <T> T await(CompletionStage<T> stage) {
    return Await.value(stage);
  }

  static Session create(SessionRepository sessions, NewSession session) {
    return await(sessions.create(session, Optional.empty())).value();
  }

  static Session get(SessionRepository sessions, SessionId id) {
    return await(sessions.find(id)).orElseThrow();
  }

  static SessionChange patch(SessionRepository sessions, SessionPatch.Builder patch) {
    return await(sessions.patch(ID, patch.build(), Precondition.none()));
  }

  static JsonValue json(String text) {
    return JsonCodec.value(JsonCodec.parse(text));
  }

  static IdempotencyKey key(String key, String body) {
    return IdempotencyKey.of(body.getBytes(StandardCharsets.UTF_8), "POST", "/sessions", key);
  }

  @Test
  void create_modelOnly_hasTheDefaultsAndAFreshSlug() {
    SessionRepository sessions = sessions();

    Session session = create(sessions, builder().build());

    assertThat(session.id().value()).matches("[a-z]+-[a-z]+");
    assertThat(session.personaId()).isEqualTo("default");
    assertThat(session.name()).isEqualTo("Session " + session.id());
    assertThat(session.active()).isTrue();
    assertThat(session.extendedThinking()).isFalse();
    assertThat(session.tools()).isEmpty();
    assertThat(session.version()).isEqualTo(1);
    assertThat(session.updatedAt()).isEqualTo(session.createdAt());
    assertThat(session.expiresAt()).isAfter(session.createdAt().plusSeconds(86_000));
    assertThat(get(sessions, session.id())).isEqualTo(session);
  }

  @Test
  void create_everyField_comesBackTheSame() {
    SessionRepository sessions = sessions();
    Map<String, JsonValue> metadata =
        Map.of(
            "", json("\"\""),
            "nested", json("{\"b\":[],\"a\":{},\"n\":null,\"x\":[1,[2,{\"y\":\"\"}]]}"),
            "number", json("9007199254740993"),
            "decimal", json("1.10"),
            "text", json("\"123\\u0000\\n emoji \uD83D\uDE00\""),
            "key with spaces \uD83D\uDE00", json("false"));

    Session session =
        create(
            sessions,
            builder()
                .id("one-two-three-four")
                .userId("john_doe")
                .name("n\u0000 \uD83D\uDE00")
                .text(SessionField.PERSONA_ID, "programmer")
                .text(SessionField.CUSTOM_PROMPT, "")
                .text(SessionField.AGENT_INTERNAL_ID, "a-1")
                .number(SessionField.TEMPERATURE, new BigDecimal("0.70"))
                .number(SessionField.REASONING_EFFORT, new BigDecimal("5"))
                .number(SessionField.BUDGET_TOKENS, new BigDecimal("9007199254740993"))
                .number(SessionField.MAX_TOKENS, BigDecimal.ZERO)
                .flag(SessionField.EXTENDED_THINKING, true)
                .tools(List.of("search", "b\"x"))
                .metadata(metadata)
                .ttlSeconds(BigDecimal.valueOf(60))
                .build());

    assertThat(get(sessions, session.id())).isEqualTo(session);
    assertThat(session.metadata()).isEqualTo(metadata);
    assertThat(session.temperature()).contains(new BigDecimal("0.7"));
    assertThat(session.budgetTokens()).contains(9007199254740993L);
    assertThat(session.tools()).containsExactly("search", "b\"x");
    assertThat(session.customPrompt()).contains("");
    assertThat(session.name()).isEqualTo("n\u0000 \uD83D\uDE00");
  }

  @Test
  void create_takenId_failsAndOverwritesNothing() {
    SessionRepository sessions = sessions();
    Session first = create(sessions, named("tiger-castle"));

    assertThatThrownBy(() -> create(sessions, builder().id("tiger-castle").name("x").build()))
        .isInstanceOf(SessionAlreadyExists.class);

    assertThat(get(sessions, ID)).isEqualTo(first);
  }

  @Test
  void create_generatedIdCollides_takesOtherWordsThenThree() {
    // Word 0 for the first four calls of each create, so that its first two slugs are the same.
    int[] calls = {0};
    SessionRepository sessions = repository(() -> calls[0]++ < 8 ? 0 : 0x0123456789abcdefL);

    Session first = create(sessions, builder().build());
    calls[0] = 0;
    Session second = create(sessions, builder().build());

    assertThat(first.id()).isNotEqualTo(second.id());
    assertThat(second.id().value().split("-")).hasSize(3);
  }

  @Test
  void create_sameKeyAgain_givesTheFirstResultEvenWhenItIsGone() {
    SessionRepository sessions = sessions();
    Optional<IdempotencyKey> key = Optional.of(key("k", "body"));

    Written<Session> first = await(sessions.create(builder().build(), key));
    Written<Session> second = await(sessions.create(builder().build(), key));
    await(sessions.delete(first.value().id(), Precondition.none()));
    Written<Session> third = await(sessions.create(builder().build(), key));

    assertThat(first.replayed()).isFalse();
    assertThat(second).isEqualTo(new Written<>(first.value(), true));
    assertThat(third).isEqualTo(second);
    assertThat(await(sessions.list(SessionQuery.first())).total()).isZero();
  }

  @Test
  void create_sameKeyOtherBody_isRefused() {
    SessionRepository sessions = sessions();
    await(sessions.create(builder().build(), Optional.of(key("k", "body"))));

    assertThatThrownBy(
            () -> await(sessions.create(builder().build(), Optional.of(key("k", "other")))))
        .isInstanceOf(IdempotencyKeyReused.class);
  }

  @Test
  void create_keyAndTakenId_failsEachTimeAndKeepsNoResult() {
    SessionRepository sessions = sessions();
    create(sessions, named("tiger-castle"));
    Optional<IdempotencyKey> key = Optional.of(key("k", "body"));

    assertThatThrownBy(() -> await(sessions.create(named("tiger-castle"), key)))
        .isInstanceOf(SessionAlreadyExists.class);
    await(sessions.delete(ID, Precondition.none()));

    assertThat(await(sessions.create(named("tiger-castle"), key)).replayed()).isFalse();
  }

  @Test
  void create_manyAtOnceWithOneId_oneWins() {
    SessionRepository sessions = sessions();
    List<CompletionStage<String>> all =
        IntStream.range(0, 20)
            .mapToObj(n -> builder().id("tiger-castle").name("writer " + n).build())
            .map(
                session ->
                    sessions
                        .create(session, Optional.empty())
                        .<String>handle((w, failure) -> w == null ? "" : w.value().name()))
            .toList();

    List<String> winners = all.stream().map(Await::value).filter(n -> !n.isEmpty()).toList();

    assertThat(winners).containsExactly(get(sessions, ID).name());
    assertThat(await(sessions.list(SessionQuery.first())).total()).isEqualTo(1);
  }

  @Test
  void create_manyAtOnceWithOneKey_makeOneSession() {
    SessionRepository sessions = sessions();
    Optional<IdempotencyKey> key = Optional.of(key("k", "body"));
    List<CompletionStage<Written<Session>>> all =
        IntStream.range(0, 20).mapToObj(n -> sessions.create(builder().build(), key)).toList();

    Set<Session> results = new HashSet<>();
    all.forEach(stage -> results.add(await(stage).value()));

    assertThat(results).hasSize(1);
    assertThat(await(sessions.list(SessionQuery.first())).total()).isEqualTo(1);
  }

  @Test
  void find_unknown_isEmpty() {
    assertThat(await(sessions().find(ID))).isEmpty();
  }

  @Test
  void patch_fields_changesThemAndRaisesTheVersion() {
    SessionRepository sessions = sessions();
    Session before =
        create(sessions, builder().id("tiger-castle").metadata(Map.of("a", json("1"))).build());

    SessionChange change =
        patch(
            sessions,
            SessionPatch.builder()
                .text(SessionField.NAME, "new")
                .number(SessionField.TEMPERATURE, new BigDecimal("0.5"))
                .flag(SessionField.IS_ACTIVE, false)
                .tools(List.of("t"))
                .putMetadata("b", json("{\"c\":[1]}")));

    Session after = change.after();
    assertThat(change.before()).isEqualTo(before);
    assertThat(after.name()).isEqualTo("new");
    assertThat(after.temperature()).contains(new BigDecimal("0.5"));
    assertThat(after.active()).isFalse();
    assertThat(after.tools()).containsExactly("t");
    assertThat(after.metadata()).isEqualTo(Map.of("a", json("1"), "b", json("{\"c\":[1]}")));
    assertThat(after.version()).isEqualTo(2);
    assertThat(after.lastActivity()).isAfter(before.lastActivity());
    assertThat(after.updatedAt()).isEqualTo(after.lastActivity());
    assertThat(get(sessions, ID)).isEqualTo(after);
  }

  @Test
  void patch_thatChangesNoValue_changesNothing() {
    SessionRepository sessions = sessions();
    Session before =
        create(
            sessions,
            builder()
                .id("tiger-castle")
                .name("x")
                .number(SessionField.TEMPERATURE, new BigDecimal("0.7"))
                .metadata(Map.of("o", json("{\"a\":1,\"b\":[1.10]}"), "n", json("1.5")))
                .ttlSeconds(BigDecimal.valueOf(600))
                .build());

    List<SessionPatch.Builder> patches =
        List.of(
            SessionPatch.builder(),
            SessionPatch.builder().text(SessionField.NAME, "x"),
            SessionPatch.builder().number(SessionField.TEMPERATURE, new BigDecimal("0.700")),
            SessionPatch.builder().ttlSeconds(BigDecimal.valueOf(600)),
            SessionPatch.builder().putMetadata("o", json("{\"a\":1,\"b\":[1.10]}")),
            SessionPatch.builder().putMetadata("o", json("{\"b\":[1.1],\"a\":1.0}")),
            SessionPatch.builder().putMetadata("n", json("1.50")),
            SessionPatch.builder().mergeMetadata("o", json("{\"a\":1}")),
            SessionPatch.builder().removeMetadata("absent"),
            SessionPatch.builder().clear(SessionField.USER_ID));

    for (SessionPatch.Builder patch : patches) {
      SessionChange change = patch(sessions, patch);
      assertThat(change.changed()).isFalse();
      assertThat(change.after()).isEqualTo(before);
    }
    assertThat(get(sessions, ID)).isEqualTo(before);
  }

  @Test
  void patch_valueOfAnotherType_isAChange() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").metadata(Map.of("a", json("1"))).build());

    assertThat(patch(sessions, SessionPatch.builder().putMetadata("a", json("\"1\""))).changed())
        .isTrue();
    assertThat(patch(sessions, SessionPatch.builder().putMetadata("a", json("[1]"))).changed())
        .isTrue();
    assertThat(patch(sessions, SessionPatch.builder().putMetadata("a", json("[2]"))).changed())
        .isTrue();
    assertThat(get(sessions, ID).metadata()).isEqualTo(Map.of("a", json("[2]")));
  }

  @Test
  void patch_clear_removesOptionalFieldsAndRestoresDefaults() {
    SessionRepository sessions = sessions();
    create(
        sessions,
        builder()
            .id("tiger-castle")
            .userId("u")
            .name("x")
            .text(SessionField.PERSONA_ID, "p")
            .number(SessionField.MAX_TOKENS, BigDecimal.TEN)
            .tools(List.of("t"))
            .metadata(Map.of("a", json("1"), "b", json("2")))
            .build());

    Session after =
        patch(
                sessions,
                SessionPatch.builder()
                    .clear(SessionField.USER_ID)
                    .clear(SessionField.NAME)
                    .clear(SessionField.PERSONA_ID)
                    .clear(SessionField.MAX_TOKENS)
                    .clear(SessionField.TOOLS)
                    .clearMetadata())
            .after();

    assertThat(after.userId()).isEmpty();
    assertThat(after.name()).isEqualTo("Session tiger-castle");
    assertThat(after.personaId()).isEqualTo("default");
    assertThat(after.maxTokens()).isEmpty();
    assertThat(after.tools()).isEmpty();
    assertThat(after.metadata()).isEmpty();
    assertThat(get(sessions, ID)).isEqualTo(after);
  }

  @Test
  void patch_mergeMetadata_followsRfc7396() {
    SessionRepository sessions = sessions();
    create(
        sessions,
        builder()
            .id("tiger-castle")
            .metadata(Map.of("o", json("{\"a\":{\"x\":1,\"y\":2},\"b\":3}"), "s", json("\"text\"")))
            .build());

    Session after =
        patch(
                sessions,
                SessionPatch.builder()
                    .mergeMetadata(
                        "o", json("{\"a\":{\"x\":null,\"z\":[null]},\"c\":{\"d\":null}}"))
                    .mergeMetadata("s", json("{\"k\":1}"))
                    .mergeMetadata("new", json("{\"k\":{\"gone\":null}}")))
            .after();

    assertThat(after.metadata().get("o"))
        .isEqualTo(json("{\"a\":{\"y\":2,\"z\":[null]},\"b\":3,\"c\":{}}"));
    assertThat(after.metadata().get("s")).isEqualTo(json("{\"k\":1}"));
    assertThat(after.metadata().get("new")).isEqualTo(json("{\"k\":{}}"));
    assertThat(get(sessions, ID)).isEqualTo(after);
  }

  @Test
  void patch_metadataTooLargeInAll_isRefusedAndChangesNothing() {
    SessionRepository sessions = sessions();
    JsonValue half = json("\"" + "x".repeat(40_000) + "\"");
    Session before =
        create(sessions, builder().id("tiger-castle").metadata(Map.of("a", half)).build());

    assertThatThrownBy(() -> patch(sessions, SessionPatch.builder().putMetadata("b", half)))
        .isInstanceOfSatisfying(
            InvalidValue.class,
            e -> assertThat(e.violations().get(0).field()).isEqualTo("metadata"));

    assertThat(get(sessions, ID)).isEqualTo(before);
    assertThat(
            patch(sessions, SessionPatch.builder().removeMetadata("a").putMetadata("b", half))
                .after()
                .metadata())
        .containsOnlyKeys("b");
  }

  @Test
  void patch_ttl_setsTheDeadlineAnew() {
    SessionRepository sessions = sessions();
    Session before = create(sessions, named("tiger-castle"));

    Session after =
        patch(sessions, SessionPatch.builder().ttlSeconds(BigDecimal.valueOf(60))).after();

    assertThat(after.version()).isEqualTo(2);
    assertThat(after.expiresAt()).isBefore(before.expiresAt().minusSeconds(80_000));
    assertThat(patch(sessions, SessionPatch.builder().clearTtl()).after().expiresAt())
        .isAfter(after.expiresAt().plusSeconds(80_000));
  }

  @Test
  void patch_otherVersion_isRefusedWithTheCurrentOne() {
    SessionRepository sessions = sessions();
    create(sessions, named("tiger-castle"));
    SessionPatch patch = SessionPatch.builder().text(SessionField.NAME, "x").build();

    assertThatThrownBy(() -> await(sessions.patch(ID, patch, Precondition.version(7))))
        .isInstanceOfSatisfying(
            VersionMismatch.class, e -> assertThat(e.currentVersion()).isEqualTo(1));

    assertThat(await(sessions.patch(ID, patch, new Precondition(Set.of(1L, 9L)))).changed())
        .isTrue();
  }

  @Test
  void patch_unknown_isNotFound() {
    assertThatThrownBy(() -> patch(sessions(), SessionPatch.builder()))
        .isInstanceOf(SessionNotFound.class);
  }

  @Test
  void patch_manyAtOnce_loseNothing() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").metadata(Map.of("o", json("{}"))).build());
    List<CompletionStage<SessionChange>> all = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      SessionPatch patch =
          SessionPatch.builder()
              .putMetadata("own" + i, json("1"))
              .mergeMetadata("o", json("{\"k" + i + "\":" + i + "}"))
              .build();
      all.add(sessions.patch(ID, patch, Precondition.none()));
    }

    Set<Long> versions = new HashSet<>();
    all.forEach(stage -> versions.add(await(stage).after().version()));

    Session after = get(sessions, ID);
    assertThat(versions).hasSize(30);
    assertThat(after.version()).isEqualTo(31);
    assertThat(after.metadata()).hasSize(31);
    assertThat(JsonCodec.node(after.metadata().get("o")).size()).isEqualTo(30);
  }

  @Test
  void delete_removesItAndMayBeCreatedAgain() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").userId("u").build());

    assertThatThrownBy(() -> await(sessions.delete(ID, Precondition.version(2))))
        .isInstanceOf(VersionMismatch.class);
    await(sessions.delete(ID, Precondition.version(1)));

    assertThat(await(sessions.find(ID))).isEmpty();
    assertThat(await(sessions.list(SessionQuery.first())).total()).isZero();
    assertThatThrownBy(() -> await(sessions.delete(ID, Precondition.none())))
        .isInstanceOf(SessionNotFound.class);
    assertThat(create(sessions, named("tiger-castle")).userId()).isEmpty();
    assertThat(await(sessions.list(SessionQuery.first())).total()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(SessionSort.class)
  void list_byOffsetAndByCursor_showsEachOnceInOrder(SessionSort sort) {
    SessionRepository sessions = sessions();
    for (int i = 0; i < 23; i++) {
      create(sessions, named("a".repeat(i + 1) + "-b"));
    }
    SessionQuery query = SessionQuery.first().sortedBy(sort).withLimit(5);
    List<SessionSummary> byOffset = new ArrayList<>();
    List<SessionSummary> byCursor = new ArrayList<>();

    for (int offset = 0; offset < 30; offset += 5) {
      byOffset.addAll(await(sessions.list(query.withOffset(offset))).items());
    }
    Optional<SessionPage> page = Optional.of(await(sessions.list(query)));
    while (page.isPresent()) {
      byCursor.addAll(page.get().items());
      assertThat(page.get().total()).isEqualTo(23);
      page = page.get().nextCursor().map(cursor -> await(sessions.list(query.after(cursor))));
    }

    assertThat(byOffset).hasSize(23).doesNotHaveDuplicates().isEqualTo(byCursor);
    boolean ascending = !sort.descending();
    assertThat(byOffset.get(0).id().value()).hasSize(ascending ? 3 : 25);
  }

  @Test
  void list_cursor_neitherRepeatsNorSkipsWhileOthersChange() {
    SessionRepository sessions = sessions();
    for (int i = 0; i < 10; i++) {
      create(sessions, named("a".repeat(i + 1) + "-b"));
    }
    SessionQuery query = SessionQuery.first().sortedBy(SessionSort.CREATED_DESCENDING).withLimit(4);
    SessionPage first = await(sessions.list(query));

    first.items().forEach(s -> await(sessions.delete(s.id(), Precondition.none())));
    create(sessions, named("new-one"));
    SessionPage second = await(sessions.list(query.after(first.nextCursor().orElseThrow())));

    assertThat(second.items()).extracting(s -> s.id().value().length()).containsExactly(8, 7, 6, 5);
    assertThat(second.total()).isEqualTo(7);
  }

  @Test
  void list_ofUser_followsTheUser() {
    SessionRepository sessions = sessions();
    create(sessions, builder().id("tiger-castle").userId("ann").build());
    create(sessions, builder().id("other-one").userId("bob").build());
    SessionQuery ofAnn = SessionQuery.first().of(new UserId("ann"));
    SessionQuery ofBob = SessionQuery.first().of(new UserId("bob"));

    assertThat(await(sessions.list(ofAnn)).items())
        .extracting(SessionSummary::id)
        .containsExactly(ID);
    patch(sessions, SessionPatch.builder().text(SessionField.USER_ID, "bob"));

    assertThat(await(sessions.list(ofAnn)).total()).isZero();
    assertThat(await(sessions.list(ofBob)).items())
        .extracting(SessionSummary::id)
        .containsExactly(ID, new SessionId("other-one"));
    patch(sessions, SessionPatch.builder().clear(SessionField.USER_ID));
    assertThat(await(sessions.list(ofBob)).total()).isEqualTo(1);
  }

  @Test
  void list_byActivity_showsTheLatestWriteFirst() {
    SessionRepository sessions = sessions();
    create(sessions, named("tiger-castle"));
    create(sessions, named("other-one"));

    patch(sessions, SessionPatch.builder().text(SessionField.NAME, "x"));
    await(sessions.find(new SessionId("other-one")));

    // In a cluster the index is on another server, which nobody waits for.
    Awaitility.await()
        .untilAsserted(
            () -> {
              SessionPage page = await(sessions.list(SessionQuery.first()));
              assertThat(page.items().get(0)).isEqualTo(get(sessions, ID).summary());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "!!!", "bm8", "LWxhc3RfYWN0aXZpdHl8fHh8eQ"})
  void list_foreignCursor_isInvalid(String cursor) {
    assertThatThrownBy(() -> await(sessions().list(SessionQuery.first().after(cursor))))
        .isInstanceOfSatisfying(
            InvalidValue.class, e -> assertThat(e.violations().get(0).field()).isEqualTo("cursor"));
  }

  @Test
  void list_cursorOfAnotherSort_isInvalid() {
    SessionRepository sessions = sessions();
    create(sessions, named("tiger-castle"));
    create(sessions, named("other-one"));
    String cursor =
        await(sessions.list(SessionQuery.first().withLimit(1))).nextCursor().orElseThrow();
    SessionQuery other = SessionQuery.first().sortedBy(SessionSort.CREATED_ASCENDING).after(cursor);

    assertThatThrownBy(() -> await(sessions.list(other))).isInstanceOf(InvalidValue.class);
  }
}
