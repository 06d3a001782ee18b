package dev.agentc.repository.user;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.UserAlreadyExists;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What holds for users wherever they are kept. Every test starts without any. */
interface UserRepositoryContract {

  Optional<IdempotencyKey> UNKEYED = Optional.empty();

  Repositories repositories();

  default UserRepository users() {
    return repositories().users();
  }

  /** A session of this user. */
  default void newSession(UserId owner) {
    TestSessions.create(repositories(), Optional.of(owner));
  }

  private long sessionsOf(UserId owner) {
    return value(repositories().sessions().list(SessionQuery.first().of(owner))).total();
  }

  static UserId id(String value) {
    return new UserId(value);
  }

  static NewUser john() {
    return new NewUser(
        id("john_doe"),
        Optional.of("john@example.com"),
        Optional.of("John"),
        Optional.empty(),
        new JsonValue("{\"n\":9007199254740993,\"none\":null,\"list\":[]}"));
  }

  static Optional<IdempotencyKey> key(String name, String request) {
    return Optional.of(IdempotencyKey.of(request.getBytes(StandardCharsets.UTF_8), name));
  }

  private User create(String id) {
    return value(users().create(NewUser.of(id(id)), UNKEYED)).value();
  }

  private List<String> ids(UserPage page) {
    return page.items().stream().map(user -> user.id().value()).toList();
  }

  @Test
  default void create_thenFind_givesItBack() {
    User created = value(users().create(john(), UNKEYED)).value();

    assertThat(value(users().find(id("john_doe")))).contains(created);
    assertThat(created.version()).isEqualTo(1);
    assertThat(created.updatedAt()).isEmpty();
    assertThat(created.lastName()).isEmpty();
    assertThat(created.metadata()).isEqualTo(john().metadata());
    assertThat(value(users().find(id("john")))).isEmpty();
  }

  @Test
  default void create_ofATakenId_overwritesNothing() {
    User first = value(users().create(john(), UNKEYED)).value();

    assertThatThrownBy(() -> create("john_doe")).isInstanceOf(UserAlreadyExists.class);
    assertThat(value(users().find(id("john_doe")))).contains(first);
    assertThat(value(users().list(UserQuery.page(10, 0))).total()).isEqualTo(1);
  }

  @Test
  default void create_withTheSameKey_createsOnceAndRepliesTheSame_evenWhenItIsGoneSince() {
    Written<User> first = value(users().create(john(), key("k", "body")));
    Written<User> again = value(users().create(john(), key("k", "body")));
    value(users().delete(id("john_doe"), Cascade.NONE, Precondition.none()));
    Written<User> later = value(users().create(john(), key("k", "body")));

    assertThat(first.replayed()).isFalse();
    assertThat(again).isEqualTo(new Written<>(first.value(), true));
    assertThat(later).isEqualTo(again);
    assertThat(value(users().find(id("john_doe")))).isEmpty();
  }

  @Test
  default void create_withTheKeyOfAnotherRequest_isRefused() {
    value(users().create(john(), key("k", "body")));

    assertThatThrownBy(() -> value(users().create(NewUser.of(id("jane")), key("k", "other"))))
        .isInstanceOf(IdempotencyKeyReused.class);
    assertThat(value(users().find(id("jane")))).isEmpty();
  }

  @Test
  default void create_refusedUnderAKey_mayBeTriedAgainUnderIt() {
    create("john_doe");
    assertThatThrownBy(() -> value(users().create(john(), key("k", "body"))))
        .isInstanceOf(UserAlreadyExists.class);
    value(users().delete(id("john_doe"), Cascade.NONE, Precondition.none()));

    assertThat(value(users().create(john(), key("k", "body"))).replayed()).isFalse();
  }

  @Test
  default void replace_keepsUuidAndTimeOfCreation() {
    User created = value(users().create(john(), UNKEYED)).value();

    User replaced =
        value(
            users()
                .replace(
                    new NewUser(
                        id("john_doe"),
                        Optional.empty(),
                        Optional.of("Johnny"),
                        Optional.of("Doe"),
                        new JsonValue("{}")),
                    Precondition.version(1)));

    assertThat(value(users().find(id("john_doe")))).contains(replaced);
    assertThat(replaced.uuid()).isEqualTo(created.uuid());
    assertThat(replaced.createdAt()).isEqualTo(created.createdAt());
    assertThat(replaced.email()).isEmpty();
    assertThat(replaced.firstName()).contains("Johnny");
    assertThat(replaced.version()).isEqualTo(2);
    assertThat(replaced.updatedAt()).isPresent();
  }

  @Test
  default void replaceOrDelete_ofAnotherVersion_changesNothing() {
    User created = value(users().create(john(), UNKEYED)).value();

    assertThatThrownBy(() -> value(users().replace(john(), Precondition.version(2))))
        .isInstanceOfSatisfying(
            VersionMismatch.class, e -> assertThat(e.currentVersion()).isEqualTo(1));
    for (Cascade cascade : Cascade.values()) {
      assertThatThrownBy(
              () -> value(users().delete(created.id(), cascade, Precondition.version(2))))
          .isInstanceOf(VersionMismatch.class);
    }
    assertThat(value(users().find(created.id()))).contains(created);
  }

  @Test
  default void replaceOrDelete_ofNobody_isNotFound() {
    assertThatThrownBy(() -> value(users().replace(john(), Precondition.none())))
        .isInstanceOf(UserNotFound.class);
    for (Cascade cascade : Cascade.values()) {
      assertThatThrownBy(() -> value(users().delete(id("x"), cascade, Precondition.none())))
          .isInstanceOf(UserNotFound.class);
    }
  }

  @Test
  default void list_isNewestFirst_byOffsetAndByCursor() {
    List<String> newestFirst = new ArrayList<>();
    for (int n = 0; n < 7; n++) {
      // Names in another order than the writing.
      newestFirst.add(0, create("user-" + (n * 3 % 7)).id().value());
    }

    List<String> byCursor = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      UserPage page =
          value(users().list(cursor.map(c -> UserQuery.after(c, 3)).orElse(UserQuery.page(3, 0))));
      byCursor.addAll(ids(page));
      assertThat(page.total()).isEqualTo(7);
      cursor = page.nextCursor();
    } while (cursor.isPresent());

    assertThat(byCursor).containsExactlyElementsOf(newestFirst);
    assertThat(ids(value(users().list(UserQuery.page(3, 5)))))
        .containsExactlyElementsOf(newestFirst.subList(5, 7));
    assertThat(value(users().list(UserQuery.page(3, 50))).items()).isEmpty();
  }

  @Test
  default void list_behindAUserThatIsGoneSince_goesOnThere() {
    for (int n = 0; n < 5; n++) {
      create("user-" + n);
    }
    UserPage first = value(users().list(UserQuery.page(2, 0)));
    value(users().delete(first.items().get(1).id(), Cascade.NONE, Precondition.none()));

    UserPage second = value(users().list(UserQuery.after(first.nextCursor().orElseThrow(), 2)));

    assertThat(ids(second)).containsExactly("user-2", "user-1");
    assertThat(second.total()).isEqualTo(4);
  }

  @Test
  default void list_withAForeignCursor_breaksARule() {
    for (String cursor : List.of("x", "", "dXNlcnMx", "~~~")) {
      assertThatThrownBy(() -> value(users().list(UserQuery.after(cursor, 2))))
          .isInstanceOf(InvalidValue.class);
    }
  }

  @Test
  default void delete_leavesSessions_unlessItCascades() {
    create("a");
    newSession(id("a"));
    newSession(id("a"));
    newSession(id("b"));

    assertThat(value(users().delete(id("a"), Cascade.NONE, Precondition.none()))).isZero();
    assertThat(sessionsOf(id("a"))).isEqualTo(2);
    create("a");
    assertThat(value(users().delete(id("a"), Cascade.SESSIONS, Precondition.none()))).isEqualTo(2);

    assertThat(sessionsOf(id("a"))).isZero();
    assertThat(sessionsOf(id("b"))).isEqualTo(1);
    assertThat(value(users().find(id("a")))).isEmpty();
    assertThat(value(users().list(UserQuery.page(10, 0))).total()).isZero();
  }
}
