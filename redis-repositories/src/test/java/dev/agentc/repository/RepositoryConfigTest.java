package dev.agentc.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.redis.config.ConfigException;
import dev.agentc.redis.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepositoryConfigTest {

  @Test
  void from_everySetting_isMapped() {
    Settings settings =
        Settings.of(
            new TreeMap<>(
                Map.of(
                    "SESSION_TTL", "61",
                    "SESSION_CLEANUP_INTERVAL", "62",
                    "SESSION_CLEANUP_BATCH_SIZE", "63",
                    "SESSION_INDEX_SHARDS", "64",
                    "CHAT_MAX_MESSAGES", "65",
                    "CHAT_OVERFLOW", "trim",
                    "IDEMPOTENCY_TTL", "66",
                    "USE_REDIS_SESSIONS", "false")));

    RepositoryConfig config = RepositoryConfig.from(settings, "p");

    settings.finish("SESSION_", "CHAT_");
    assertThat(config)
        .isEqualTo(
            new RepositoryConfig(
                "p",
                Duration.ofSeconds(61),
                Duration.ofSeconds(62),
                63,
                64,
                65,
                ChatOverflow.TRIM,
                RepositoryConfig.DEFAULT_CHAT_PAGE_BYTES,
                Duration.ofSeconds(66),
                false));
  }

  @Test
  void from_nothing_hasTheDocumentedDefaults() {
    assertThat(RepositoryConfig.from(Settings.of(Map.of()), "agentc"))
        .isEqualTo(RepositoryConfig.builder().build());
  }

  @ParameterizedTest
  @CsvSource({
    "SESSION_TTL,59",
    "SESSION_TTL,31536001",
    "SESSION_CLEANUP_INTERVAL,0",
    "SESSION_CLEANUP_BATCH_SIZE,0",
    "SESSION_INDEX_SHARDS,1025",
    "CHAT_MAX_MESSAGES,0",
    "CHAT_OVERFLOW,drop",
    "IDEMPOTENCY_TTL,0"
  })
  void from_outOfRange_isAProblem(String name, String value) {
    Settings settings = Settings.of(Map.of(name, value));
    RepositoryConfig.from(settings, "agentc");

    assertThatThrownBy(() -> settings.finish("SESSION_", "CHAT_"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(name);
  }

  @Test
  void inMemoryRepositories_areOneWhole() {
    try (Repositories all =
        InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC())) {
      assertThat(all.sessions()).isSameAs(all.sessions());
      assertThat(all.chats()).isNotNull();
      assertThat(Await.value(all.maintenance().cleanUp())).isZero();
    }
  }
}
