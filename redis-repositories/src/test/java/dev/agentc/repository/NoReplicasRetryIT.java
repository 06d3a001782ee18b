package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisGroup;
import dev.agentc.redis.testing.RedisReplicas;
import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.repository.chat.EntryCodec;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A write that no replica acknowledges ({@code REDIS_WRITE_REPLICAS}) is refused though it may be
 * done. Repeated with its key once a replica is back it is there once, and both answers are one.
 */
class NoReplicasRetryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final NewEntry MESSAGE =
      EntryCodec.read(
          EntryKind.MESSAGE,
          JsonCodec.value((Object) Map.of("role", "user", "content", "hello")),
          Instant.EPOCH);

  private enum Servers {
    REPLICAS {
      @Override
      RedisGroup create() {
        return RedisReplicas.builder(1).build();
      }
    },
    SENTINEL {
      @Override
      RedisGroup create() {
        return RedisSentinels.create();
      }
    },
    CLUSTER {
      @Override
      RedisGroup create() {
        return RedisCluster.create();
      }
    };

    abstract RedisGroup create();
  }

  private static List<RedisServer> replicas(RedisGroup group) {
    if (group instanceof RedisCluster cluster) {
      return cluster.replicas();
    }
    return group instanceof RedisSentinels sentinels
        ? sentinels.replicas()
        : ((RedisReplicas) group).replicas();
  }

  private static void awaitInStep(RedisGroup group) {
    if (group instanceof RedisCluster cluster) {
      cluster.awaitStable();
    } else if (group instanceof RedisSentinels sentinels) {
      sentinels.awaitStable();
    } else {
      ((RedisReplicas) group).awaitInStep();
    }
  }

  private static Optional<IdempotencyKey> key(String of) {
    return Optional.of(IdempotencyKey.of(of.getBytes(StandardCharsets.UTF_8), "caller", of));
  }

  private static <T> void isRefused(Supplier<CompletionStage<T>> write) {
    // The second finds what the first did, and is refused all the same: no replica has it.
    for (int i = 0; i < 2; i++) {
      assertThat(catchThrowable(() -> value(write.get())))
          .isInstanceOf(RedisFailure.NoReplicas.class);
    }
  }

  /** As a caller does: again and again until it is acknowledged. */
  private static <T> Written<T> acknowledged(Supplier<CompletionStage<Written<T>>> write) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .ignoreException(RedisFailure.NoReplicas.class)
        .until(() -> value(write.get()), written -> true);
  }

  /** The replay of a replay says the same. */
  private static <T> T isDoneOnce(Supplier<CompletionStage<Written<T>>> write) {
    T first = acknowledged(write).value();
    assertThat(acknowledged(write)).isEqualTo(new Written<>(first, true));
    return first;
  }

  @ParameterizedTest
  @EnumSource(Servers.class)
  void refusedForWantOfAReplica_repeatedWithItsKey_isThereOnce(Servers servers) {
    try (RedisGroup redis = servers.create()) {
      Map<String, String> settings = new HashMap<>(redis.settings());
      settings.put("REDIS_WRITE_REPLICAS", "1");
      settings.put("REDIS_WRITE_TIMEOUT", "0.2");
      try (RedisConnector connector = RedisConnectors.create(RedisConfig.from(settings))) {
        value(connector.connect());
        Repositories all = RedisRepositories.create(connector, RepositoryConfig.builder().build());
        NewSession session = NewSession.builder().modelId("gpt-4").build();
        check(redis, all, isDoneOnce(() -> all.sessions().create(session, key("first"))).id());
      }
    }
  }

  private static void check(RedisGroup redis, Repositories all, SessionId session) {
    NewSession newSession = NewSession.builder().modelId("gpt-4").build();
    NewUser newUser = NewUser.of(new UserId("john"));
    NewInteraction turn = new NewInteraction(Optional.empty(), List.of(MESSAGE), List.of());
    Supplier<CompletionStage<Written<EntryId>>> append =
        () -> all.chats().append(session, EntryKind.MESSAGE, MESSAGE, key("message"));
    var interaction =
        supplier(() -> all.chats().appendInteraction(session, turn, key("interaction")));
    var create = supplier(() -> all.sessions().create(newSession, key("session")));
    var user = supplier(() -> all.users().create(newUser, key("user")));

    List<RedisServer> away = replicas(redis);
    away.forEach(RedisServer::pause);
    isRefused(append);
    isRefused(interaction);
    isRefused(create);
    isRefused(user);
    away.forEach(RedisServer::resume);
    awaitInStep(redis);

    EntryId message = isDoneOnce(append);
    var receipt = isDoneOnce(interaction);
    assertThat(value(all.chats().range(session, EntryKind.MESSAGE, EntryQuery.last(10))).entries())
        .extracting(entry -> entry.id())
        .containsExactly(message, receipt.messageIds().get(0));
    SessionId created = isDoneOnce(create).id();
    assertThat(value(all.sessions().list(SessionQuery.first())).items())
        .extracting(listed -> listed.id())
        .containsExactlyInAnyOrder(session, created);
    assertThat(isDoneOnce(user).id()).isEqualTo(newUser.id());
    assertThat(value(all.users().list(UserQuery.page(10, 0))).items()).hasSize(1);
  }

  private static <T> Supplier<CompletionStage<Written<T>>> supplier(
      Supplier<CompletionStage<Written<T>>> write) {
    return write;
  }
}
