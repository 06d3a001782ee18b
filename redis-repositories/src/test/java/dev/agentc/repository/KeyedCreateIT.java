package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.DyingAccess.End;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.User;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A create under an idempotency key takes three steps: claim, create, complete. Wherever its client
 * dies, a repetition by another one ends with one thing and one answer.
 */
class KeyedCreateIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
  private static final IdempotencyKey KEY = key("request");
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

  private static IdempotencyKey key(String request) {
    return IdempotencyKey.of(request.getBytes(StandardCharsets.UTF_8), "caller", "POST", "key");
  }

  private static Repositories repositories(RedisAccess access) {
    return RedisRepositories.create(access, RepositoryConfig.builder().build());
  }

  /** After none, one, two of the three steps, and in each of them after Redis has done it. */
  static Stream<Arguments> deaths() {
    List<Arguments> deaths = new ArrayList<>();
    for (String id : List.of("", "tiger-castle")) {
      for (int steps = 0; steps < 3; steps++) {
        deaths.add(Arguments.of(id, steps, End.REPLY_HEARD));
        deaths.add(Arguments.of(id, steps + 1, End.REPLY_LOST));
      }
    }
    return deaths.stream();
  }

  private static NewSession session(String id) {
    NewSession.Builder session = NewSession.builder().modelId("m").userId("ann");
    return (id.isEmpty() ? session : session.id(id)).build();
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void session_whoseCreatorDies_isThereOnceAfterTheRetry(String id, int steps, End end) {
    DyingAccess dying = new DyingAccess(fixture.connector, steps, end);
    assertThatThrownBy(
            () -> value(repositories(dying).sessions().create(session(id), Optional.of(KEY))))
        .isInstanceOf(RedisFailure.class);
    assertThat(dying.died()).isTrue();
    assertRecordLives();

    Repositories other = fixture.repositories();
    Session first = value(other.sessions().create(session(id), Optional.of(KEY))).value();
    Written<Session> second = value(other.sessions().create(session(id), Optional.of(KEY)));

    assertThat(second).isEqualTo(new Written<>(first, true));
    assertThat(value(other.sessions().find(first.id()))).contains(first);
    assertThat(value(other.sessions().list(SessionQuery.first())).total()).isEqualTo(1);
    assertThat(value(other.sessions().list(SessionQuery.first().of(new UserId("ann")))).total())
        .isEqualTo(1);
    assertThat(redis.cli("KEYS", "agentc:session:*").lines()).hasSize(1);
    assertRecordLives();
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void user_whoseCreatorDies_isThereOnceAfterTheRetry(String name, int steps, End end) {
    NewUser ann = NewUser.of(new UserId("ann"));
    DyingAccess dying = new DyingAccess(fixture.connector, steps, end);
    assertThatThrownBy(() -> value(repositories(dying).users().create(ann, Optional.of(KEY))))
        .isInstanceOf(RedisFailure.class);
    assertThat(dying.died()).isTrue();
    assertRecordLives();

    Repositories other = fixture.repositories();
    User first = value(other.users().create(ann, Optional.of(KEY))).value();
    Written<User> second = value(other.users().create(ann, Optional.of(KEY)));

    assertThat(second).isEqualTo(new Written<>(first, true));
    assertThat(value(other.users().find(ann.id()))).contains(first);
    assertThat(value(other.users().list(UserQuery.page(10, 0))).total()).isEqualTo(1);
    assertRecordLives();
  }

  /** Pending or done, a record never stays for good. */
  private static void assertRecordLives() {
    List<String> records = redis.cli("KEYS", "agentc:idempotency:*").lines().toList();
    for (String record : records) {
      assertThat(Long.parseLong(redis.cli("PTTL", record))).isBetween(1L, 86_400_000L);
    }
    assertThat(records).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void anotherRequest_underTheKeyOfADeadCreator_isRefused_andThePlanStays() {
    DyingAccess dying = new DyingAccess(fixture.connector, 1, End.REPLY_HEARD);
    assertThatThrownBy(
            () -> value(repositories(dying).sessions().create(session(""), Optional.of(KEY))))
        .isInstanceOf(RedisFailure.class);

    Repositories other = fixture.repositories();
    assertThatThrownBy(
            () -> value(other.sessions().create(session(""), Optional.of(key("another")))))
        .isInstanceOf(IdempotencyKeyReused.class);

    value(other.sessions().create(session(""), Optional.of(KEY)));
    assertThat(value(other.sessions().list(SessionQuery.first())).total()).isEqualTo(1);
  }

  @Test
  void aDeadCreatorsPlan_whoseSlugIsTakenMeanwhile_getsAnother() {
    DyingAccess dying = new DyingAccess(fixture.connector, 1, End.REPLY_HEARD);
    assertThatThrownBy(
            () -> value(repositories(dying).sessions().create(session(""), Optional.of(KEY))))
        .isInstanceOf(RedisFailure.class);
    String record = redis.cli("KEYS", "agentc:idempotency:*");
    String planned = JsonCodec.parse(redis.cli("HGET", record, "plan")).get("id").stringValue();
    Repositories other = fixture.repositories();
    Session taken = value(other.sessions().create(session(planned), Optional.empty())).value();

    Session first = value(other.sessions().create(session(""), Optional.of(KEY))).value();

    assertThat(first.id()).isNotEqualTo(taken.id());
    assertThat(value(other.sessions().find(taken.id()))).contains(taken);
    assertThat(value(other.sessions().create(session(""), Optional.of(KEY))))
        .isEqualTo(new Written<>(first, true));
    assertThat(value(other.sessions().list(SessionQuery.first())).total()).isEqualTo(2);
  }

  @Test
  void manyClientsAtOnce_underOneKey_createOneSession_andOneUser() {
    List<RedisFixture> clients = Stream.generate(() -> new RedisFixture(redis)).limit(4).toList();
    for (int round = 0; round < 50; round++) {
      String name = Integer.toString(round);
      Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of(new byte[0], "s", name));
      Optional<IdempotencyKey> other = Optional.of(IdempotencyKey.of(new byte[0], "u", name));
      NewUser user = NewUser.of(new UserId("user-" + round));

      assertThat(race(clients, all -> all.sessions().create(session(""), key))).hasSize(1);
      assertThat(race(clients, all -> all.users().create(user, other))).hasSize(1);
    }

    Repositories all = fixture.repositories();
    assertThat(value(all.sessions().list(SessionQuery.first())).total()).isEqualTo(50);
    assertThat(value(all.users().list(UserQuery.page(10, 0))).total()).isEqualTo(50);
    assertThat(redis.cli("KEYS", "agentc:session:*").lines()).hasSize(50);
    clients.forEach(RedisFixture::close);
  }

  /** Twice by each client, all at once: the different answers. */
  private static <T> List<T> race(
      List<RedisFixture> clients, Function<Repositories, CompletionStage<Written<T>>> create) {
    List<CompletableFuture<Written<T>>> all =
        Stream.concat(clients.stream(), clients.stream())
            .map(client -> create.apply(client.repositories()).toCompletableFuture())
            .toList();
    return all.stream().map(Await::value).map(Written::value).distinct().toList();
  }
}
