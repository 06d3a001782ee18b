package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.connector;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.ping;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.redis.testing.TcpProxy;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A connect that the network swallowed hangs until its timeout; nobody waits for that. */
class SwallowedConnectIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void networkIsWellAgain_connectsWithoutWaitingForTheOldAttempt_andLeavesNoneBehind() {
    try (TcpProxy network = TcpProxy.to(redis);
        RedisConnector connector =
            connector(network.settings(redis.settings()), "REDIS_CONNECTION_TIMEOUT", "20")) {
      network.toServer().lose();
      var unused = connector.connect();
      within(Duration.ofSeconds(10)).until(() -> network.accepted() >= 2);

      network.heal();

      within(Duration.ofSeconds(2).plus(SLACK)).until(() -> connector.status().connected());
      assertThat(get(ping(connector))).isEqualTo("PONG");
      assertThat(connector.status().reconnects()).isZero();
    }
  }

  @Test
  void slowHandshake_isWaitedFor_andTheOthersAreClosed() {
    try (TcpProxy network = TcpProxy.to(redis);
        RedisConnector connector = connector(network.settings(redis.settings()))) {
      network.toClient().latency(Duration.ofMillis(1_400));
      var unused = connector.connect();

      within(Duration.ofSeconds(15)).until(() -> connector.status().connected());
      network.heal();

      within(Duration.ofSeconds(10)).until(() -> network.connections() == 1);
      assertThat(network.accepted()).isGreaterThan(1);
      assertThat(get(ping(connector))).isEqualTo("PONG");
    }
  }
}
