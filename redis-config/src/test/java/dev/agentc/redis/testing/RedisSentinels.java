package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Three Sentinels over a primary with two replicas, all acquainted when this returns. A primary
 * that does not answer for half a second is replaced.
 */
public final class RedisSentinels extends RedisGroup {
  /** The name of the primary: {@code REDIS_SENTINEL_MASTER}. */
  public static final String MASTER = "fixture-primary";

  /** Without an answer for so long, a server is down. */
  public static final Duration DOWN_AFTER = Duration.ofMillis(500);

  private static final Set<String> OF_SENTINELS = Set.of("ping", "info", "publish");
  private static final int SENTINELS = 3;
  private static final int REPLICAS = 2;

  private final RedisReplicas data;
  private final Optional<String> password;

  private RedisSentinels(RedisOptions options, Optional<String> password) {
    super(options);
    this.password = password;
    data = RedisReplicas.create(options, certificates(), REPLICAS);
    try {
      add(SENTINELS, Role.SENTINEL, password, watch());
      awaitStable();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Without any password. */
  public static RedisSentinels create() {
    return builder().build();
  }

  /** Options of the data servers; the Sentinels ask for no password. */
  public static RedisBuilder<RedisSentinels> builder() {
    return new RedisBuilder<>(options -> with(options, Optional.empty()));
  }

  /** Options of the data servers; the Sentinels have a password of their own. */
  public static RedisBuilder<RedisSentinels> withPassword(String ofSentinels) {
    return new RedisBuilder<>(options -> with(options, Optional.of(ofSentinels)));
  }

  static RedisSentinels with(RedisOptions options, Optional<String> passwordOfSentinels) {
    return new RedisSentinels(options, passwordOfSentinels);
  }

  private List<String> watch() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "sentinel monitor "
            + MASTER
            + " "
            + data.primary().host()
            + " "
            + data.primary().port()
            + " 2");
    lines.add("sentinel auth-user " + MASTER + " " + ServerConf.ADMIN);
    lines.add("sentinel auth-pass " + MASTER + " " + ServerConf.ADMIN_PASSWORD);
    lines.add("sentinel sentinel-user " + ServerConf.ADMIN);
    lines.add("sentinel sentinel-pass " + ServerConf.ADMIN_PASSWORD);
    lines.add("sentinel down-after-milliseconds " + MASTER + " " + DOWN_AFTER.toMillis());
    lines.add("sentinel failover-timeout " + MASTER + " 3000");
    lines.add("sentinel parallel-syncs " + MASTER + " 5");
    return lines;
  }

  /** The Sentinels. */
  public List<RedisServer> sentinels() {
    return servers();
  }

  /** The primary and the replicas. */
  public RedisReplicas data() {
    return data;
  }

  /** For tests without a failover, which a machine that stands still for a moment would cause. */
  public void replacePrimaryAfter(Duration silence) {
    String millis = Long.toString(silence.toMillis());
    for (RedisServer sentinel : answering()) {
      sentinel.cli("SENTINEL", "SET", MASTER, "down-after-milliseconds", millis);
    }
  }

  /** Who the first Sentinel that answers says is the primary. */
  public RedisServer primary() {
    return named(answering().get(0));
  }

  /** The data servers that are not the primary. */
  public List<RedisServer> replicas() {
    RedisServer primary = primary();
    return data.servers().stream().filter(server -> server != primary).toList();
  }

  /**
   * A failover in good order ({@code SENTINEL FAILOVER}); returns the new primary when all agree on
   * it.
   */
  public RedisServer failover() {
    return awaitFailoverFrom(beginFailover());
  }

  /** As {@link #failover()}, but returns, with the old primary, when the new one has been named. */
  public RedisServer beginFailover() {
    RedisServer before = primary();
    RedisServer leader = answering().get(0);
    await(() -> asked(leader, before), () -> "no failover begins: " + leader.log());
    return before;
  }

  /**
   * Asks again after a failover that was given up: to a Sentinel that was kept from running for a
   * moment what it knows of the replicas seems too old to choose one.
   */
  private boolean asked(RedisServer leader, RedisServer before) {
    if (named(leader) != before) {
      return true;
    }
    List<String> state = state(leader);
    boolean idle = value(state, "flags").equals("master");
    if (idle && value(state, "port").equals(Integer.toString(before.port()))) {
      leader.cli("SENTINEL", "FAILOVER", MASTER);
    }
    return false;
  }

  private static List<String> state(RedisServer sentinel) {
    return List.of(sentinel.cli("SENTINEL", "MASTER", MASTER).split("\n", -1));
  }

  /** A failover because of {@code kill -9}; returns the new primary when all agree on it. */
  public RedisServer killPrimary() {
    RedisServer before = primary();
    before.kill();
    return awaitFailoverFrom(before);
  }

  /** After the test stopped, killed or paused this primary: waits for the next. */
  public RedisServer awaitFailoverFrom(RedisServer before) {
    await(
        () -> answering().stream().allMatch(sentinel -> named(sentinel) != before),
        () -> "the Sentinels stay with a primary that is gone: " + answering().get(0).log());
    awaitStable();
    return primary();
  }

  /**
   * Waits until all Sentinels that answer name the same primary and know each other, and every data
   * server that answers is that primary or follows it. A server that came back follows within some
   * seconds.
   */
  public void awaitStable() {
    speedUp();
    await(
        this::stable,
        this::remind,
        () -> "the Sentinels do not settle: " + answering().get(0).log());
    data.primaryIs(primary());
    data.awaitInStep();
  }

  /** Has the Sentinels that lack a peer or a replica look for them anew, as an operator would. */
  private void remind() {
    RedisServer primary = primary();
    answering().stream()
        .filter(sentinel -> !agrees(sentinel, primary))
        .forEach(sentinel -> sentinel.cli("SENTINEL", "RESET", MASTER));
  }

  private boolean stable() {
    RedisServer primary = primary();
    return primary.answers()
        && "master".equals(primary.info("replication").get("role"))
        && answering().stream().allMatch(sentinel -> agrees(sentinel, primary))
        && data.answering().stream()
            .filter(server -> server != primary)
            .allMatch(server -> follows(server, primary));
  }

  private boolean agrees(RedisServer sentinel, RedisServer primary) {
    List<String> state = state(sentinel);
    return named(sentinel) == primary
        && value(state, "flags").equals("master")
        && value(state, "num-slaves").equals(Integer.toString(REPLICAS))
        && value(state, "num-other-sentinels").equals(Integer.toString(SENTINELS - 1));
  }

  private static boolean follows(RedisServer replica, RedisServer primary) {
    Map<String, String> info = replica.info("replication");
    return "up".equals(info.get("master_link_status"))
        && Integer.toString(primary.port()).equals(info.get("master_port"));
  }

  private static String value(List<String> fields, String name) {
    int at = fields.indexOf(name);
    return at < 0 ? "" : fields.get(at + 1);
  }

  private RedisServer named(RedisServer sentinel) {
    String[] address = sentinel.cli("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER).split("\n", -1);
    int port = Integer.parseInt(address[1]);
    return data.servers().stream()
        .filter(server -> server.port() == port)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("a Sentinel names a stranger: " + port));
  }

  /**
   * Else they look around every two to ten seconds. Redis 6.2 cannot, and takes its time. Of a
   * primary that is down they ask the replicas every second, whatever is said here, and choose none
   * of which they know nothing newer than five pings: so pings must not come too often.
   */
  private void speedUp() {
    for (RedisServer sentinel : answering()) {
      try {
        sentinel.cli("SENTINEL", "DEBUG", "INFO-PERIOD", "200", "PUBLISH-PERIOD", "200");
        sentinel.cli("SENTINEL", "DEBUG", "PING-PERIOD", "400", "ASK-PERIOD", "100");
        sentinel.cli("SENTINEL", "DEBUG", "TILT-PERIOD", "1000", "ELECTION-TIMEOUT", "1000");
      } catch (RedisErrorReply olderRedis) {
        return;
      }
    }
  }

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("REDIS_TOPOLOGY", "sentinel");
    settings.put("REDIS_NODES", addresses(sentinels()));
    settings.put("REDIS_SENTINEL_MASTER", MASTER);
    password.ifPresent(secret -> settings.put("REDIS_SENTINEL_PASSWORD", secret));
    return data.credentials(settings);
  }

  @Override
  public String cli(String... command) {
    return primary().cli(command);
  }

  @Override
  public void flush() {
    primary().flush();
    data.awaitInStep();
  }

  @Override
  public void reset() {
    startAll();
    data.startAll();
    awaitStable();
    flush();
    resetCounts();
  }

  /** Of the primary, without what the Sentinels themselves keep sending. */
  @Override
  public Map<String, Long> commandCounts() {
    Map<String, Long> counts = data.commandCounts();
    counts.keySet().removeAll(OF_SENTINELS);
    return counts;
  }

  @Override
  public void resetCounts() {
    data.resetCounts();
  }

  @Override
  public void close() {
    super.close();
    data.close();
  }
}
