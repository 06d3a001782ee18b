package dev.agentc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.session.SessionId;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The snippets do what docs/embedding.md says. */
class EmbeddingIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private Map<String, String> settings;
  private RedisConnector connector;

  @BeforeEach
  void connect() {
    settings = Map.of("REDIS_HOST", redis.host(), "REDIS_PORT", Integer.toString(redis.port()));
    connector = RedisConnectors.create(RedisConfig.from(settings));
    await(connector.connect());
  }

  @AfterEach
  void close() {
    connector.close();
  }

  private static <T> T await(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void plainFactories() {
    assertThat(await(PlainSnippets.connection(settings))).endsWith(", standalone");
    assertThat(await(PlainSnippets.commands(connector))).isEqualTo(1);
    assertThat(await(PlainSnippets.repositories(connector)))
        .singleElement()
        .asString()
        .contains("\"role\":\"user\"", "\"content\":\"hello\"");
    assertThat(await(PlainSnippets.health(connector, RedisConfig.from(settings))))
        .startsWith("healthy")
        .contains("NO_MEMORY_LIMIT");
  }

  @Test
  void failuresAreTold() {
    SessionId id = new SessionId("tiger-castle");

    assertThat(PlainSnippets.explain(new RepositoryException.SessionNotFound(id)))
        .isEqualTo("no such session: tiger-castle");
    assertThat(PlainSnippets.explain(new IllegalStateException())).isEqualTo("a fault of ours");
  }

  @Test
  void dagger() {
    assertThat(await(DaggerSnippets.run(RedisConfig.from(settings))))
        .isEqualTo("0 sessions, healthy");
  }
}
