package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.AclLines;
import dev.agentc.redis.testing.RedisCluster;
import dev.agentc.redis.testing.RedisSentinels;
import dev.agentc.redis.testing.RedisServer;
import dev.agentc.redis.testing.SlotMigration;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * The ACL users of docs/security.md, as they stand there: the whole program runs with them on every
 * topology, nothing is refused, and no command is listed that is not used.
 */
class LeastPrivilegeIT {

  private static final Path DOCUMENT = Path.of("../docs/security.md");
  private static final String SECRET = "least-privilege";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void standalone() {
    try (RedisServer redis = RedisServer.create()) {
      AclLines user = lines(redis, "Everywhere", "Diagnosis", "REDIS_DB", "rebuild-index");
      passes(
          new Scene(List.of(redis), redis.settings(), user).with("REDIS_DB", "3"),
          server -> assertThat(redis.info("keyspace")).containsOnlyKeys("db3"));
    }
  }

  @Test
  void cluster() {
    // A machine that stands still for a moment is no reason for a failover here.
    try (RedisCluster redis =
        RedisCluster.builder().config("cluster-node-timeout", "30000").build()) {
      AclLines user =
          lines(
              redis.servers().get(0),
              "Everywhere",
              "Diagnosis",
              "Cluster",
              "REDIS_READ_FROM in a cluster",
              "REDIS_WRITE_REPLICAS",
              "rebuild-index");
      Scene scene = new Scene(redis.servers(), redis.settings(), user).waiting();
      passes(scene, server -> readsWhatIsOnItsWay(redis, server));
    }
  }

  /** Its key has left one server, and the other is not yet the owner: ASK, then ASKING. */
  private static void readsWhatIsOnItsWay(RedisCluster redis, Tour server) {
    server.take("200 POST /debug/redis/test-set/moving?value=v");
    int slot = redis.slotOf("agentc:test:moving");
    RedisServer from = redis.primaryOf(slot);
    RedisServer to =
        redis.primaries().stream().filter(node -> node != from).findFirst().orElseThrow();
    SlotMigration migration = redis.beginMigration(slot, to);
    assertThat(migration.moveKeys(100)).isPositive();
    server.take("200 GET /debug/redis/test-get/moving");
    migration.finish();
  }

  @Test
  void sentinel() {
    try (RedisSentinels redis = RedisSentinels.create()) {
      for (RedisServer sentinel : redis.sentinels()) {
        lines(sentinel, "At the Sentinels").apply(sentinel, "of-the-sentinels");
        sentinel.cli("ACL", "SETUSER", "default", "off");
        sentinel.cli("ACL", "LOG", "RESET");
        // As above.
        sentinel.cli("SENTINEL", "SET", RedisSentinels.MASTER, "down-after-milliseconds", "30000");
      }
      List<RedisServer> data = redis.data().servers();
      AclLines user =
          lines(data.get(0), "Everywhere", "Diagnosis", "REDIS_WRITE_REPLICAS", "rebuild-index");
      passes(
          new Scene(data, redis.settings(), user)
              .waiting()
              .with("REDIS_SENTINEL_USERNAME", "agentc-watch")
              .with("REDIS_SENTINEL_PASSWORD", "of-the-sentinels"),
          server -> {});
      redis.sentinels().forEach(LeastPrivilegeIT::refusedNothing);
    }
  }

  /** With what all versions but one know besides. */
  private static AclLines lines(RedisServer server, String... headings) {
    List<String> all = new ArrayList<>(AclLines.under(DOCUMENT, headings).lines());
    if (!server.info("server").get("redis_version").startsWith("7.0.")) {
      String name = new AclLines(all).user();
      AclLines.under(DOCUMENT, "Not with Redis 7.0")
          .lines()
          .forEach(line -> all.add(line.replace("SETUSER agentc", "SETUSER " + name)));
    }
    return new AclLines(all);
  }

  private record Scene(List<RedisServer> servers, Map<String, String> settings, AclLines user) {

    Scene with(String name, String value) {
      Map<String, String> more = new HashMap<>(settings);
      more.put(name, value);
      return new Scene(servers, more, user);
    }

    Scene waiting() {
      return with("REDIS_WRITE_REPLICAS", "1")
          .with("REDIS_WRITE_TIMEOUT", "20")
          .with("REDIS_READ_FROM", "replica-preferred");
    }

    /** What none of the servers has run. */
    List<String> unused() {
      Set<String> used = new TreeSet<>();
      servers.forEach(server -> used.addAll(server.commandCounts().keySet()));
      // Redis 6.2 counts subcommands together.
      return user.commands().stream()
          .filter(command -> !used.contains(command) && !used.contains(container(command)))
          .toList();
    }
  }

  private static String container(String command) {
    return command.replaceFirst("[|].*", "");
  }

  private static void passes(Scene bare, Consumer<Tour> more) {
    for (RedisServer server : bare.servers()) {
      bare.user().apply(server, SECRET);
      server.cli("ACL", "SETUSER", "default", "off");
      server.cli("ACL", "LOG", "RESET");
      server.resetCounts();
    }
    Scene scene =
        bare.with("REDIS_USERNAME", bare.user().user())
            .with("REDIS_PASSWORD", SECRET)
            .with("REDIS_SOCKET_TIMEOUT", "30")
            .with("HEALTH_BUDGET", "5")
            .with("SESSION_CLEANUP_INTERVAL", "1")
            .with("CHAT_MAX_MESSAGES", "3")
            .with("CHAT_OVERFLOW", "trim")
            .with("API_REQUEST_TIMEOUT", "60")
            .with("API_RATE_LIMIT", "1000/1s");
    try (ServerProcess server = ServerProcess.run(scene.settings())) {
      Tour tour = new Tour(server.url());
      tour.awaitReady();
      tour.all();
      more.accept(tour);
      assertThat(tour.body("/debug/health/redis")).doesNotContain("FORBIDDEN");
      rebuildsTheIndex(scene.settings());
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(scene.unused()).isEmpty());
    }
    scene.servers().forEach(LeastPrivilegeIT::refusedNothing);
  }

  private static void rebuildsTheIndex(Map<String, String> settings) {
    try (RedisConnector connector = RedisConnectors.create(RedisConfig.from(settings));
        Repositories repositories =
            RedisRepositories.create(connector, RepositoryConfig.builder().build())) {
      await().atMost(PATIENCE).until(() -> done(connector.connect()).connected());
      done(connector.validateConnection());
      done(repositories.maintenance().rebuild());
    }
  }

  private static <T> T done(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  private static void refusedNothing(RedisServer server) {
    assertThat(server.cli("ACL", "LOG")).isEmpty();
  }
}
