package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.awaitConnected;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Encrypted connections: whom they trust, and that they heal too. */
class TlsIT {

  @RegisterExtension
  static final RedisExtension redis =
      // Also at 127.0.0.2, for which its certificate is not made.
      RedisExtension.builder().mutualTls().config("bind", "* -::*").build();

  @Test
  void full_trustsTheCaAndTheName_andHeals() {
    try (RedisConnector connector = connected(redis)) {
      assertThat(get(ping(connector))).isEqualTo("PONG");

      redis.kill();
      within(SLACK).until(() -> !connector.status().connected());
      redis.start();

      within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }

  @Test
  void unknownCa_isUnavailable_andSaysTls() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.remove("REDIS_TLS_CA");
    try (RedisConnector connector = connector(settings)) {
      ConnectionStatus status = get(connector.connect());

      assertThat(status.connected()).isFalse();
      assertThat(status.lastFailure().orElseThrow()).hasMessageContaining("TLS");
      assertThat(failure(ping(connector))).isInstanceOf(RedisFailure.Unavailable.class);
    }
  }

  @Test
  void none_trustsAnything() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.remove("REDIS_TLS_CA");
    settings.put("REDIS_TLS_VERIFY", "none");
    try (RedisConnector connector = connector(settings)) {
      awaitConnected(connector);
    }
  }

  @Test
  void ca_ignoresTheName() {
    try (RedisConnector full = connector(redis, "REDIS_HOST", "127.0.0.2");
        RedisConnector ca = connector(redis, "REDIS_HOST", "127.0.0.2", "REDIS_TLS_VERIFY", "ca")) {
      assertThat(get(full.connect()).connected()).isFalse();
      assertThat(get(ca.connect()).connected()).isTrue();
    }
  }

  @Test
  void clientCertificateMissing_isUnavailable() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.remove("REDIS_TLS_CERT");
    settings.remove("REDIS_TLS_KEY");
    try (RedisConnector connector = connector(settings)) {
      assertThat(get(connector.connect()).lastFailure())
          .containsInstanceOf(RedisFailure.Unavailable.class);
    }
  }

  @Test
  void plaintextToATlsPort_isUnavailable() {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.keySet().removeIf(name -> name.startsWith("REDIS_TLS"));
    settings.put("REDIS_CONNECTION_TIMEOUT", "1");
    try (RedisConnector connector = connector(settings)) {
      assertThat(get(connector.connect()).lastFailure())
          .containsInstanceOf(RedisFailure.Unavailable.class);
    }
  }
}
