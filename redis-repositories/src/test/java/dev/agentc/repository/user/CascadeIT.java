package dev.agentc.repository.user;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.Await;
import dev.agentc.repository.DyingAccess;
import dev.agentc.repository.DyingAccess.End;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting a user with all sessions may be stopped anywhere and run again. */
class CascadeIT {

  private static final UserId ANN = new UserId("ann");
  private static final int SESSIONS = 120;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
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
  void anUserWithSessions() {
    redis.reset();
    Awaitility.await()
        .until(() -> value(fixture.connector.optional(commands -> commands.ping())).isPresent());
    Repositories all = fixture.repositories();
    value(all.users().create(NewUser.of(ANN), Optional.empty()));
    for (int n = 0; n < SESSIONS; n++) {
      SessionId id = TestSessions.create(all, Optional.of(ANN));
      NewEntry message = new NewEntry(new JsonValue("{\"role\":\"user\"}"));
      value(all.chats().append(id, EntryKind.MESSAGE, message, Optional.empty()));
    }
  }

  /** In the first list, in the first and in the second page of deletions, before the record. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 30, 150, 302, 330, 366})
  void stoppedAnywhere_thenRunAgain_everythingIsGone_andCountedOnce(int operations) {
    for (End end : End.values()) {
      if (end == End.REPLY_LOST) {
        anUserWithSessions();
      }
      DyingAccess dying = new DyingAccess(fixture.connector, operations, end);
      assertThatThrownBy(() -> value(cascade(all(dying)))).isInstanceOf(RedisFailure.class);
      assertThat(dying.died()).isTrue();
      settle();
      long left = redis.cli("KEYS", "agentc:session:{s:*}").lines().count();

      boolean userGone = value(fixture.repositories().users().find(ANN)).isEmpty();
      if (userGone) {
        assertThat(left).isZero();
      } else {
        assertThat(value(cascade(fixture.repositories()))).isEqualTo(left);
      }

      assertNothingIsLeft();
    }
  }

  @Test
  void itsConnectionKilledInTheMiddle_thenRunAgain_everythingIsGone() {
    CompletionStage<Long> first = cascade(fixture.repositories());
    redis.cli("CLIENT", "KILL", "TYPE", "normal");
    boolean stopped = value(first.handle((count, failure) -> failure != null));
    Awaitility.await()
        .until(() -> value(fixture.connector.optional(commands -> commands.ping())).isPresent());

    if (stopped) {
      value(cascade(fixture.repositories()));
    }

    assertNothingIsLeft();
  }

  @Test
  void twoAtOnce_countEverySessionOnce_andSessionsMadeMeanwhileAreGoneOrListed() {
    try (RedisFixture other = new RedisFixture(redis)) {
      List<CompletableFuture<Long>> runs = new ArrayList<>();
      for (Repositories client : List.of(fixture.repositories(), other.repositories())) {
        runs.add(
            cascade(client)
                .exceptionally(
                    failure -> {
                      assertThat(failure).hasRootCauseInstanceOf(UserNotFound.class);
                      return -1L;
                    })
                .toCompletableFuture());
      }
      List<Long> counts = runs.stream().map(Await::value).toList();

      assertThat(counts).anyMatch(count -> count >= 0);
      if (!counts.contains(-1L)) {
        assertThat(counts.stream().mapToLong(Long::longValue).sum()).isEqualTo(SESSIONS);
      }
      assertNothingIsLeft();
    }
  }

  private static CompletionStage<Long> cascade(Repositories repositories) {
    return repositories.users().delete(ANN, Cascade.SESSIONS, Precondition.none());
  }

  private static Repositories all(DyingAccess access) {
    return RedisRepositories.create(access, RepositoryConfig.builder().build());
  }

  /** What nobody waits for is done. */
  private static void settle() {
    value(fixture.connector.required(commands -> commands.ping()));
  }

  private static void assertNothingIsLeft() {
    settle();
    Repositories now = fixture.repositories();
    assertThat(value(now.sessions().list(SessionQuery.first())).items()).isEmpty();
    assertThat(value(now.sessions().list(SessionQuery.first().of(ANN))).items()).isEmpty();
    assertThat(value(now.users().find(ANN))).isEmpty();
    assertThat(redis.cli("KEYS", "agentc:session:*")).isEmpty();
    // Entries that the dead client did not take out are never shown; half a minute later they go.
    Clock later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
    Repositories then =
        RedisRepositories.create(
            fixture.connector, RepositoryConfig.builder().build(), later, new SecureRandom());
    assertThat(value(then.sessions().list(SessionQuery.first())).total()).isZero();
    assertThat(value(then.sessions().list(SessionQuery.first().of(ANN))).total()).isZero();
    assertThat(value(then.users().list(UserQuery.page(10, 0))).total()).isZero();
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }
}
