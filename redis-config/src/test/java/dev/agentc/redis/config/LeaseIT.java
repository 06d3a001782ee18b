package dev.agentc.redis.config;

import static dev.agentc.redis.config.Connectors.SLACK;
import static dev.agentc.redis.config.Connectors.bytes;
import static dev.agentc.redis.config.Connectors.connected;
import static dev.agentc.redis.config.Connectors.failure;
import static dev.agentc.redis.config.Connectors.get;
import static dev.agentc.redis.config.Connectors.within;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** G6: leases. */
class LeaseIT {

  private static final int CAPACITY = 2;

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private RedisConnector connector;

  @BeforeEach
  void connect() {
    redis.reset();
    connector = connected(redis, "REDIS_MAX_CONNECTIONS", "5", "REDIS_SOCKET_TIMEOUT", "1");
  }

  @AfterEach
  void close() {
    connector.close();
  }

  @Test
  void connectionsInUse_areThoseConnectedAndLeased() {
    assertThat(connector.status().inUse()).isEqualTo(1);

    get(connector.probe().optional(commands -> commands.ping()));
    within(SLACK).until(() -> connector.status().inUse() == 2);
    CompletableFuture<String> held = new CompletableFuture<>();
    CompletionStage<String> lease = connector.managed(commands -> held);
    within(SLACK).until(() -> connector.status().inUse() == 3);

    held.complete("done");
    get(lease);
    within(SLACK).until(() -> connector.status().inUse() == 2);
  }

  @Test
  void manyBorrowers_neverTwoHolders_neverMoreConnectionsThanAllowed() {
    Map<RedisAsyncCommands<String, byte[]>, AtomicInteger> holders = new ConcurrentHashMap<>();
    AtomicInteger clashes = new AtomicInteger();
    List<CompletionStage<String>> all = new ArrayList<>();

    for (int i = 0; i < 200; i++) {
      all.add(
          connector.managed(
              commands -> {
                AtomicInteger mine =
                    holders.computeIfAbsent(commands, unused -> new AtomicInteger());
                clashes.addAndGet(mine.getAndIncrement());
                return commands.ping().whenComplete((pong, thrown) -> mine.decrementAndGet());
              }));
    }

    all.forEach(stage -> assertThat(get(stage)).isEqualTo("PONG"));
    assertThat(clashes).hasValue(0);
    assertThat(holders).hasSizeLessThanOrEqualTo(CAPACITY);
    allCapacityIsThere();
  }

  @Test
  void multi_commitsOnItsOwnConnection() {
    TransactionResult done =
        get(
            connector.managed(
                commands -> {
                  var unused = commands.multi();
                  unused = commands.set("a", bytes("1"));
                  unused = commands.set("b", bytes("2"));
                  return commands.exec();
                }));

    assertThat(done.wasDiscarded()).isFalse();
    assertThat(redis.cli("GET", "b")).isEqualTo("2");
    allCapacityIsThere();
  }

  @Test
  void multiLeftOpen_isNotHandedOn() {
    for (int i = 0; i < 2 * CAPACITY; i++) {
      String opened = get(connector.managed(commands -> commands.multi()));
      assertThat(opened).isEqualTo("OK");
    }

    allCapacityIsThere();
  }

  @Test
  void watchLeft_doesNotDisturbTheNext() {
    for (int i = 0; i < CAPACITY; i++) {
      String watching = get(connector.managed(commands -> commands.watch("watched")));
      assertThat(watching).isEqualTo("OK");
    }
    redis.cli("SET", "watched", "changed");

    for (int i = 0; i < CAPACITY; i++) {
      TransactionResult done =
          get(
              connector.managed(
                  commands -> {
                    var unused = commands.multi();
                    unused = commands.set("other", bytes("1"));
                    return commands.exec();
                  }));
      assertThat(done.wasDiscarded()).isFalse();
    }
  }

  @Test
  void throwingBorrowers_loseNoCapacity() {
    for (int i = 0; i < 2 * CAPACITY; i++) {
      CompletionStage<String> throwing =
          connector.managed(
              commands -> {
                throw new IllegalStateException("a bug");
              });
      CompletionStage<String> failing =
          connector.managed(commands -> commands.set("x", bytes("1")).thenApply(this::fail));
      assertThat(failure(throwing)).isInstanceOf(IllegalStateException.class).hasMessage("a bug");
      assertThat(failure(failing)).isInstanceOf(IllegalStateException.class);
    }

    allCapacityIsThere();
  }

  @Test
  void borrowersWithoutEnd_endAtTheDeadline_andLoseNoCapacity() {
    List<CompletableFuture<String>> never = new ArrayList<>();
    for (int i = 0; i < CAPACITY; i++) {
      CompletableFuture<String> stage = new CompletableFuture<>();
      never.add(stage);
      var unused = connector.managed(commands -> stage);
    }
    CompletionStage<String> waiting = connector.managed(commands -> commands.ping());

    assertThat(failure(waiting)).isInstanceOf(RedisFailure.Overloaded.class);
    allCapacityIsThere();
    // Late: nothing more may come of it.
    never.forEach(stage -> stage.complete("late"));
    allCapacityIsThere();
  }

  @Test
  void cancelledBorrowers_waitingOrRunning_loseNoCapacity() {
    for (int round = 0; round < 10; round++) {
      List<CompletionStage<?>> all = new ArrayList<>();
      for (int i = 0; i < 3 * CAPACITY; i++) {
        all.add(connector.managed(commands -> commands.blpop(1, "nothing-there")));
      }
      all.forEach(stage -> stage.toCompletableFuture().cancel(true));
    }

    within(SLACK).until(() -> connector.status().waitingForLease() == 0);
    allCapacityIsThere();
  }

  @Test
  void stageEndsBeforeItsCommands_connectionIsNotHandedOnBlocked() {
    for (int i = 0; i < CAPACITY; i++) {
      get(
          connector.managed(
              commands -> {
                var unused = commands.blpop(30, "nothing-there");
                return CompletableFuture.completedFuture("done");
              }));
    }

    within(SLACK.multipliedBy(2)).until(() -> connector.status().leased() == 0);
    allCapacityIsThere();
  }

  @Test
  void redisRestarts_leasesComeBack() {
    get(connector.managed(commands -> commands.ping()));

    redis.kill();
    within(SLACK).until(() -> !connector.status().connected());
    assertThat(failure(connector.managed(commands -> commands.ping())))
        .isInstanceOf(RedisFailure.Unavailable.class);
    redis.start();
    within(SLACK.multipliedBy(2)).until(() -> connector.status().connected());

    allCapacityIsThere();
  }

  /** As many as allowed at the same time, each with a transaction; none refused, none disturbed. */
  private void allCapacityIsThere() {
    within(SLACK.multipliedBy(2)).until(() -> connector.status().leased() == 0);
    CompletableFuture<Void> gate = new CompletableFuture<>();
    AtomicInteger inside = new AtomicInteger();
    List<CompletionStage<byte[]>> all = new ArrayList<>();
    for (int i = 0; i < CAPACITY; i++) {
      all.add(
          connector.managed(
              commands -> {
                inside.incrementAndGet();
                return gate.thenCompose(open -> commands.get("no-such-key"));
              }));
    }
    within(SLACK).until(() -> inside.get() == CAPACITY);
    gate.complete(null);
    all.forEach(stage -> assertThat(get(stage)).isNull());
  }

  private String fail(String ok) {
    throw new IllegalStateException("after " + ok);
  }
}
