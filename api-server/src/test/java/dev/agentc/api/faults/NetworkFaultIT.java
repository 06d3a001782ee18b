package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.ProxyFlow;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.TcpProxy;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What may happen between a well Redis and its callers. */
class NetworkFaultIT {

  private static RedisServer redis;
  private static TcpProxy network;
  private static Product product;

  @BeforeAll
  static void start() {
    redis = RedisServer.create();
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
  }

  @Test
  void requestsHeld() {
    cut("requests held", () -> network.toServer().hold());
  }

  @Test
  void repliesHeld() {
    cut("replies held", () -> network.toClient().hold());
  }

  @Test
  void bothWaysHeld() {
    cut("both ways held", () -> network.flows().forEach(ProxyFlow::hold));
  }

  @Test
  void requestsLost() {
    cut("requests lost", () -> network.toServer().lose());
  }

  @Test
  void repliesLost() {
    cut("replies lost", () -> network.toClient().lose());
  }

  @Test
  void refused() {
    cut(
        "refused",
        () -> {
          network.refuse();
          network.reset();
        });
  }

  private static void cut(String name, Runnable fault) {
    FaultRun.outage(name, product, redis.settings(), fault, network::heal);
  }

  /** Redis is never away, but nobody is told that the connections are dead. */
  @Test
  void halfOpen_isNoticedByTimeouts_andReplaced() {
    try (FaultRun run = FaultRun.start("half-open", product)) {
      network.silence();
      long silent = System.nanoTime();
      run.isNoticed();
      run.recovers(silent, FaultRun.RECOVERY.plus(Product.COMMAND_TIMEOUT));
      run.endsWell(redis.settings());
    }
  }

  @Test
  void slowNetwork_isOnlySlow() {
    try (FaultRun run = FaultRun.start("slow network", product)) {
      network.flows().forEach(flow -> flow.latency(Duration.ofMillis(40), Duration.ofMillis(40)));
      long slow = System.nanoTime();
      run.goesOn();
      run.readySays(true, slow);
      network.heal();
      assertThat(run.endsWell(redis.settings()).refused()).isEmpty();
    }
  }

  @Test
  void resets() {
    again("resets", flow -> network.reset());
  }

  @Test
  void cutInMidReply() {
    Random random = new Random(1);
    again("cut in mid-reply", flow -> network.toClient().cutAfter(random.nextInt(400)));
  }

  @Test
  void cutInMidRequest() {
    Random random = new Random(2);
    again("cut in mid-request", flow -> network.toServer().resetAfter(random.nextInt(2_000)));
  }

  private static void again(String name, Consumer<TcpProxy> fault) {
    try (FaultRun run = FaultRun.start(name, product)) {
      for (int i = 0; i < 10; i++) {
        fault.accept(network);
        run.recovers(System.nanoTime());
      }
      Verdict verdict = run.endsWell(redis.settings());
      assertThat(verdict.refused()).isNotEmpty();
    }
  }
}
