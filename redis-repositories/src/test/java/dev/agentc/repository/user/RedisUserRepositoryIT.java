package dev.agentc.repository.user;

import static dev.agentc.repository.Await.value;
import static dev.agentc.repository.user.UserRepositoryContract.john;
import static dev.agentc.repository.user.UserRepositoryContract.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryException.UserAlreadyExists;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisUserRepositoryIT implements UserRepositoryContract {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();
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

  @Override
  public Repositories repositories() {
    return fixture.repositories();
  }

  private void create(String id) {
    value(users().create(NewUser.of(new UserId(id)), Optional.empty()));
  }

  @Test
  void list_withStaleEntries_neitherShowsNorCountsThem_andHeals() {
    for (int n = 0; n < 6; n++) {
      create("user-" + n);
    }
    redis.cli("DEL", "agentc:user:{u:user-5}");
    redis.cli("DEL", "agentc:user:{u:user-3}");

    UserPage page = value(users().list(UserQuery.page(3, 0)));

    assertThat(page.items())
        .extracting(user -> user.id().value())
        .containsExactly("user-4", "user-2", "user-1");
    assertThat(page.total()).isEqualTo(4);
    assertThat(redis.cli("ZCARD", "agentc:users:{i:0}")).isEqualTo("4");
  }

  @Test
  void create_ofATakenId_putsALostIndexEntryBack() {
    create("a");
    redis.cli("DEL", "agentc:users:{i:0}");

    assertThat(users().create(NewUser.of(new UserId("a")), Optional.empty()))
        .failsWithin(java.time.Duration.ofSeconds(5));

    UserPage page = value(users().list(UserQuery.page(3, 0)));
    assertThat(page.items()).hasSize(1);
    assertThat(redis.cli("ZSCORE", "agentc:users:{i:0}", "a"))
        .isEqualTo(redis.cli("HGET", "agentc:user:{u:a}", "created_at"));
  }

  @Test
  void create_underAKeyWhoseRecordHasExpired_isAnotherCreate_andThatIdIsTaken() {
    User first = value(users().create(john(), key("k", "body"))).value();
    expireIdempotencyRecords();

    assertThat(users().create(john(), key("k", "body")))
        .failsWithin(java.time.Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(UserAlreadyExists.class);
    assertThat(value(users().find(first.id()))).contains(first);
  }

  private static void expireIdempotencyRecords() {
    for (String record : redis.cli("KEYS", "agentc:idem*").split("\n", -1)) {
      assertThat(redis.cli("DEL", record)).isEqualTo("1");
    }
  }

  @Test
  void delete_withItsSessions_leavesNoKey() {
    create("a");
    for (int n = 0; n < 105; n++) {
      newSession(new UserId("a"));
    }

    assertThat(value(users().delete(new UserId("a"), Cascade.SESSIONS, Precondition.none())))
        .isEqualTo(105);

    // The removals from the indexes are behind the last reply on the same connection.
    value(users().find(new UserId("a")));
    assertThat(redis.cli("KEYS", "*")).isEmpty();
  }

  @Test
  void everyOperation_isAsFewCommandsAsPromised() {
    create("warm");
    value(users().replace(NewUser.of(new UserId("warm")), Precondition.none()));
    value(users().list(UserQuery.page(10, 0)));

    redis.resetCounts();
    create("a");
    assertThat(redis.commandCounts()).containsEntry("evalsha", 1L).containsEntry("zadd", 1L);

    redis.resetCounts();
    value(users().find(new UserId("a")));
    assertThat(redis.commandCounts()).containsOnly(java.util.Map.entry("hmget", 1L));

    redis.resetCounts();
    value(users().list(UserQuery.page(10, 0)));
    assertThat(redis.commandCounts()).containsEntry("evalsha", 1L).containsEntry("hmget", 2L);

    redis.resetCounts();
    value(users().replace(NewUser.of(new UserId("a")), Precondition.none()));
    assertThat(redis.commandCounts()).containsEntry("evalsha", 1L);
  }
}
