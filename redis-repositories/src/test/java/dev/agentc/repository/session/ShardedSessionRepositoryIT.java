package dev.agentc.repository.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.Await;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The contract with the global index in eight shards, in a cluster on all of its nodes. */
class ShardedSessionRepositoryIT extends SessionRepositoryContract {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();

  private static RedisConnector connector;

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
    redis.flush();
  }

  @Override
  SessionRepository repository(RandomGenerator random) {
    return RedisRepositories.create(
            connector,
            RepositoryConfig.builder().indexShards(8).build(),
            new MovableClock(),
            random)
        .sessions();
  }

  @Test
  void list_byAnOffsetThatWouldReadMuchOfEachShard_isRefused_andOfOneUserNot() {
    SessionQuery far = SessionQuery.first().withOffset(100_000 / 8);

    assertThat(await(sessions().list(far)).items()).isEmpty();
    assertThatThrownBy(() -> await(sessions().list(far.withOffset(far.offset() + 1))))
        .isInstanceOfSatisfying(
            InvalidValue.class,
            refused ->
                assertThat(refused.violations())
                    .containsExactly(
                        new Violation(
                            "offset",
                            "must be at most 12500, from where a cursor leads on: was 12501")));
    UserId ann = new UserId("ann");
    assertThat(await(sessions().list(far.of(ann).withOffset(1L << 52))).items()).isEmpty();
  }
}
