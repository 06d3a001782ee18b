package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TcpProxy;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A Redis with TLS and client certificates, and the network before it: every new connection needs a
 * handshake, which may be what hangs or is cut.
 */
class TlsFaultIT {

  private static RedisServer redis;
  private static TcpProxy network;
  private static Product product;

  @BeforeAll
  static void start() {
    redis = RedisServer.builder().mutualTls().appendOnly().build();
    network = TcpProxy.to(redis);
    product = new Product(network.settings(redis.settings()));
    FaultRun.warmUp(product, redis.settings());
  }

  @AfterAll
  static void end() {
    product.close();
    network.close();
    redis.close();
  }

  @AfterEach
  void heal() {
    network.heal();
    redis.reset();
  }

  @Test
  void kill() {
    outage("TLS kill -9", redis::kill, redis::start);
  }

  @Test
  void pause() {
    outage("TLS pause", redis::pause, redis::resume);
  }

  @Test
  void handshakesHeld() {
    outage(
        "TLS handshakes held",
        () -> {
          network.reset();
          network.toClient().hold();
        },
        network::heal);
  }

  private static void outage(String name, Runnable fault, Runnable mend) {
    FaultRun.outage(name, product, redis.settings(), fault, mend);
  }

  /** In mid-record, and now and then in mid-handshake. */
  @Test
  void cuts() {
    Random random = new Random(3);
    try (FaultRun run = FaultRun.start("TLS cuts", product)) {
      for (int i = 0; i < 10; i++) {
        network.toClient().cutAfter(random.nextInt(4_000));
        run.recovers(System.nanoTime());
      }
      Verdict verdict = run.endsWell(redis.settings());
      assertThat(verdict.refused()).isNotEmpty();
    }
  }
}
