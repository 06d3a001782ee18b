package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.NotOwner;
import dev.agentc.repository.RepositoryException.SessionAlreadyExists;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.MetadataKey;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.session.SessionSummary;
import dev.agentc.repository.user.Cascade;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.User;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserQuery;
import dev.agentc.repository.user.UserRepository;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for repositories that are confined to one user, wherever things are kept. */
interface OwnershipContract {

  NewEntry ENTRY = new NewEntry(new JsonValue("{\"role\":\"user\",\"name\":\"x\"}"));
  MetadataKey KEY = MetadataKey.parse("k").orElseThrow();

  /** With nothing in them that belongs to the users of a test, whose names are fresh. */
  Repositories repositories();

  static UserId user(String name) {
    return new UserId(name + "-" + UUID.randomUUID());
  }

  static SessionPatch naming(UserId user) {
    return SessionPatch.builder().text(SessionField.USER_ID, user.value()).build();
  }

  static NewSession session(Optional<UserId> user) {
    NewSession.Builder builder = NewSession.builder().text(SessionField.MODEL_ID, "m");
    user.ifPresent(id -> builder.text(SessionField.USER_ID, id.value()));
    return builder.build();
  }

  static NewUser record(UserId id) {
    return new NewUser(
        id, Optional.empty(), Optional.empty(), Optional.empty(), new JsonValue("{}"));
  }

  private SessionId sessionOf(UserId user) {
    return TestSessions.create(repositories(), Optional.of(user));
  }

  private void giveTo(SessionId id, UserId user) {
    value(repositories().sessions().patch(id, naming(user), Precondition.none()));
  }

  @Test
  default void create_withoutAUser_belongsToTheOwner() {
    UserId bob = user("bob");
    Session made =
        value(
                repositories()
                    .sessions()
                    .ownedBy(bob)
                    .create(session(Optional.empty()), Optional.empty()))
            .value();
    assertThat(made.userId()).contains(bob);
    assertThat(value(repositories().sessions().ownedBy(bob).find(made.id()))).contains(made);
  }

  @Test
  default void create_forSomebodyElse_isRefused_andNothingIsStored() {
    UserId bob = user("bob");
    UserId alice = user("alice");
    SessionRepository own = repositories().sessions().ownedBy(bob);
    assertThatThrownBy(() -> value(own.create(session(Optional.of(alice)), Optional.empty())))
        .isInstanceOf(NotOwner.class);
    assertThat(value(repositories().sessions().list(SessionQuery.first().of(alice))).total())
        .isZero();
  }

  @Test
  default void create_overSomebodyElsesSession_isRefusedAsTaken() {
    UserId bob = user("bob");
    SessionId alices = sessionOf(user("alice"));
    NewSession same =
        NewSession.builder().id(alices.value()).text(SessionField.MODEL_ID, "m").build();
    assertThatThrownBy(
            () -> value(repositories().sessions().ownedBy(bob).create(same, Optional.empty())))
        .isInstanceOf(SessionAlreadyExists.class);
  }

  @Test
  default void anothersSession_isNotThere_forAnyCallOfAnyRepository() {
    UserId bob = user("bob");
    SessionId alices = sessionOf(user("alice"));
    Repositories all = repositories();
    value(
        all.chats()
            .appendInteraction(
                alices,
                new NewInteraction(
                    Optional.of(new InteractionId("turn")), List.of(ENTRY), List.of()),
                Optional.empty()));
    Session before = value(all.sessions().find(alices)).orElseThrow();

    SessionRepository sessions = all.sessions().ownedBy(bob);
    assertThat(value(sessions.find(alices))).isEmpty();
    calls(sessions, all.chats().ownedBy(bob), all.metadata().ownedBy(bob))
        .forEach(
            call ->
                assertThatThrownBy(() -> value(call.apply(alices)))
                    .isInstanceOf(SessionNotFound.class));

    assertThat(value(all.sessions().find(alices))).contains(before);
    assertThat(value(all.metadata().all(alices, MetadataKind.MANAGED)).values()).isEmpty();
  }

  private static Stream<Function<SessionId, CompletionStage<?>>> calls(
      SessionRepository sessions, ChatRepository chats, MetadataRepository meta) {
    EntryQuery query = EntryQuery.last(10);
    NewInteraction turn = new NewInteraction(Optional.empty(), List.of(ENTRY), List.of(ENTRY));
    SessionPatch rename = SessionPatch.builder().text(SessionField.NAME, "mine").build();
    SessionPatch merge = SessionPatch.builder().mergeMetadata("a", new JsonValue("{}")).build();
    return Stream.of(
        s -> sessions.patch(s, rename, Precondition.none()),
        s -> sessions.patch(s, merge, Precondition.none()),
        s -> sessions.patch(s, rename, Precondition.version(77)),
        s -> sessions.delete(s, Precondition.none()),
        s -> sessions.delete(s, Precondition.version(77)),
        s -> chats.append(s, EntryKind.MESSAGE, ENTRY, Optional.empty()),
        s -> chats.append(s, EntryKind.TOOL_CALL, ENTRY, Optional.empty()),
        s -> chats.appendInteraction(s, turn, Optional.empty()),
        s -> chats.range(s, EntryKind.MESSAGE, query),
        s -> chats.find(s, EntryKind.MESSAGE, new EntryId(1, 1)),
        s -> chats.interactions(s, Optional.empty(), 10),
        s -> chats.interaction(s, new InteractionId("turn")),
        s -> meta.all(s, MetadataKind.OWN),
        s -> meta.all(s, MetadataKind.MANAGED),
        s -> meta.find(s, MetadataKind.OWN, KEY),
        s -> meta.put(s, MetadataKind.OWN, KEY, new JsonValue("1"), Precondition.none()),
        s -> meta.put(s, MetadataKind.MANAGED, KEY, new JsonValue("1"), Precondition.none()),
        s -> meta.put(s, MetadataKind.MANAGED, KEY, new JsonValue("1"), Precondition.version(77)),
        s -> meta.delete(s, MetadataKind.OWN, KEY, Precondition.none()),
        s -> meta.delete(s, MetadataKind.MANAGED, KEY, Precondition.none()));
  }

  @Test
  default void aSessionOfNobody_isNotTheOwners() {
    SessionId nobodys = TestSessions.create(repositories());
    assertThat(value(repositories().sessions().ownedBy(user("bob")).find(nobodys))).isEmpty();
  }

  @Test
  default void aSessionThatIsGivenAway_isGoneAtOnce_andItsNewOwnersFromThenOn() {
    UserId bob = user("bob");
    UserId alice = user("alice");
    SessionId id = sessionOf(bob);
    SessionRepository bobs = repositories().sessions().ownedBy(bob);
    assertThat(value(bobs.find(id))).isPresent();

    giveTo(id, alice);

    assertThat(value(bobs.find(id))).isEmpty();
    assertThat(value(bobs.list(SessionQuery.first())).items()).isEmpty();
    assertThat(value(repositories().sessions().ownedBy(alice).find(id))).isPresent();
  }

  @Test
  default void patch_thatNamesSomebodyElse_orNobody_isRefused() {
    UserId bob = user("bob");
    SessionId id = sessionOf(bob);
    SessionRepository own = repositories().sessions().ownedBy(bob);
    SessionPatch nobody = SessionPatch.builder().clear(SessionField.USER_ID).build();
    for (SessionPatch patch : List.of(naming(user("alice")), nobody)) {
      assertThatThrownBy(() -> value(own.patch(id, patch, Precondition.none())))
          .isInstanceOf(NotOwner.class);
    }
    assertThat(value(own.patch(id, naming(bob), Precondition.none())).after().userId())
        .contains(bob);
  }

  @Test
  default void list_holdsTheOwnersAlone_whoeverTheQueryNames() {
    UserId bob = user("bob");
    UserId alice = user("alice");
    SessionId bobs = sessionOf(bob);
    sessionOf(alice);
    SessionRepository own = repositories().sessions().ownedBy(bob);

    assertThat(value(own.list(SessionQuery.first())).items())
        .extracting(SessionSummary::id)
        .containsExactly(bobs);
    assertThat(value(own.list(SessionQuery.first().of(bob))).total()).isEqualTo(1);
    assertThat(value(own.list(SessionQuery.first().of(alice))).items()).isEmpty();
    assertThat(value(own.list(SessionQuery.first().of(alice))).total()).isZero();
  }

  @Test
  default void list_refusesACursorOfAnothersList() {
    UserId bob = user("bob");
    UserId alice = user("alice");
    sessionOf(alice);
    sessionOf(alice);
    SessionRepository all = repositories().sessions();
    String cursor =
        value(all.list(SessionQuery.first().withLimit(1).of(alice))).nextCursor().orElseThrow();
    assertThatThrownBy(() -> value(all.ownedBy(bob).list(SessionQuery.first().after(cursor))))
        .isInstanceOf(InvalidValue.class);
  }

  @Test
  default void aReplay_afterTheSessionWasGivenAway_findsNothing() {
    UserId bob = user("bob");
    SessionId id = sessionOf(bob);
    ChatRepository bobs = repositories().chats().ownedBy(bob);
    Optional<IdempotencyKey> key =
        Optional.of(IdempotencyKey.of("x".getBytes(StandardCharsets.UTF_8), bob.value()));
    assertThat(value(bobs.append(id, EntryKind.MESSAGE, ENTRY, key)).replayed()).isFalse();
    assertThat(value(bobs.append(id, EntryKind.MESSAGE, ENTRY, key)).replayed()).isTrue();

    giveTo(id, user("alice"));

    assertThatThrownBy(() -> value(bobs.append(id, EntryKind.MESSAGE, ENTRY, key)))
        .isInstanceOf(SessionNotFound.class);
  }

  @Test
  default void users_seeTheirOwnRecordAlone() {
    UserId bob = user("bob");
    UserId alice = user("alice");
    UserRepository all = repositories().users();
    value(all.create(record(alice), Optional.empty()));
    UserRepository own = all.ownedBy(bob);
    UserQuery first = UserQuery.page(10, 0);

    assertThat(value(own.list(first)).items()).isEmpty();
    assertThatThrownBy(() -> value(own.create(record(alice), Optional.empty())))
        .isInstanceOf(NotOwner.class);
    User made = value(own.create(record(bob), Optional.empty())).value();

    assertThat(value(own.list(first)).items()).containsExactly(made);
    assertThat(value(own.list(first)).total()).isEqualTo(1);
    assertThat(value(own.list(UserQuery.page(10, 1))).items()).isEmpty();
    assertThat(value(own.find(bob))).contains(made);
    assertThat(value(own.find(alice))).isEmpty();
    assertThatThrownBy(() -> value(own.replace(record(alice), Precondition.none())))
        .isInstanceOf(UserNotFound.class);
    assertThatThrownBy(() -> value(own.delete(alice, Cascade.SESSIONS, Precondition.none())))
        .isInstanceOf(UserNotFound.class);
    assertThat(value(all.find(alice))).isPresent();
  }

  @Test
  default void deletingAUser_withItsSessions_leavesThoseOfOthers() {
    UserId bob = user("bob");
    SessionId alices = sessionOf(user("alice"));
    SessionId bobs = sessionOf(bob);
    UserRepository own = repositories().users().ownedBy(bob);
    value(own.create(record(bob), Optional.empty()));

    assertThat(value(own.delete(bob, Cascade.SESSIONS, Precondition.none()))).isEqualTo(1);

    assertThat(value(repositories().sessions().find(bobs))).isEmpty();
    assertThat(value(repositories().sessions().find(alices))).isPresent();
  }
}
