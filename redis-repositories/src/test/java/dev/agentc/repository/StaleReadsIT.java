package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** REDIS_READ_FROM=replica-preferred on a cluster. */
class StaleReadsIT {

  @Test
  void historyAndListsComeFromReplicas_butWhatTheyLackComesFromThePrimary() {
    try (RedisCluster cluster = RedisCluster.create()) {
      Map<String, String> settings = new HashMap<>(cluster.settings());
      settings.put("REDIS_READ_FROM", "replica-preferred");
      try (RedisConnector connector = RedisConnectors.create(RedisConfig.from(settings))) {
        value(connector.connect());
        Repositories repositories =
            RedisRepositories.create(connector, RepositoryConfig.builder().build());
        // Each may be read before it has reached a replica: never a session that seems gone.
        for (int i = 0; i < 50; i++) {
          SessionId id = TestSessions.create(repositories);
          assertThat(value(repositories.chats().range(id, EntryKind.MESSAGE, EntryQuery.last(5))))
              .isNotNull();
        }
        SessionId id = TestSessions.create(repositories);
        Awaitility.await()
            .atMost(Duration.ofSeconds(5))
            .untilAsserted(
                () -> {
                  cluster.replicas().forEach(RedisServer::resetCounts);
                  value(repositories.chats().range(id, EntryKind.MESSAGE, EntryQuery.last(5)));
                  assertThat(value(repositories.sessions().list(SessionQuery.first())).total())
                      .isEqualTo(51);
                  // One for the history, one for the list.
                  assertThat(atReplicas(cluster, "evalsha")).isEqualTo(2);
                  assertThat(atReplicas(cluster, "hmget")).isGreaterThanOrEqualTo(10);
                });
        // Nothing was taken for wrong that had only not arrived.
        String entries = cluster.cli("ZCARD", "agentc:sessions:{i:0}:created");
        assertThat(entries).isEqualTo("51");
      }
    }
  }

  private static long atReplicas(RedisCluster cluster, String command) {
    return cluster.replicas().stream()
        .mapToLong(node -> node.commandCounts().getOrDefault(command, 0L))
        .sum();
  }
}
