package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReadyIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private RedisConnector connector;
  private RedisHealth health;

  @BeforeEach
  void connect() {
    RedisConfig config = RedisConfig.from(redis.settings());
    connector = RedisConnectors.create(config);
    health = RedisHealths.create(connector, HealthConfig.of(config));
    connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @AfterEach
  void close() {
    connector.close();
  }

  @Test
  void ready_aRedisThatWorks_isHealthy() {
    ServiceHealth answer = ready();

    assertThat(answer.status()).isEqualTo(HealthStatus.HEALTHY);
    assertThat(answer.connected()).isTrue();
    assertThat(answer.latency()).isPresent();
    assertThat(answer.findings()).isEmpty();
  }

  @Test
  void ready_noMemory_isDegraded() {
    redis.outOfMemory(true);

    ServiceHealth answer = ready();

    assertThat(answer.status()).isEqualTo(HealthStatus.DEGRADED);
    assertThat(answer.findings())
        .extracting(Finding::code)
        .containsExactly(FindingCode.OUT_OF_MEMORY);
    redis.outOfMemory(false);
  }

  private ServiceHealth ready() {
    return health.ready().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }
}
