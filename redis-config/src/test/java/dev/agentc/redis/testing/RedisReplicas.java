package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A primary and its replicas, in step when this returns. Nobody watches them: {@link
 * #promote(RedisServer)} is the test's to call.
 */
public final class RedisReplicas extends RedisGroup {
  private volatile RedisServer primary;

  private RedisReplicas(RedisOptions options, Optional<Certificates> certificates, int replicas) {
    super(options, certificates);
    primary = add(1, Role.REPLICATED, List.of()).get(0);
    add(replicas, Role.REPLICATED, List.of("replicaof " + primary.host() + " " + primary.port()));
    awaitInStep();
  }

  /** A primary with two replicas. */
  public static RedisReplicas create() {
    return builder(2).build();
  }

  /** Options first, with so many replicas. */
  public static RedisBuilder<RedisReplicas> builder(int replicas) {
    return new RedisBuilder<>(options -> create(options, options.newCertificates(), replicas));
  }

  static RedisReplicas create(
      RedisOptions options, Optional<Certificates> certificates, int replicas) {
    return new RedisReplicas(options, certificates, replicas);
  }

  /** The server that takes writes: the first one, or the last that was promoted. */
  public RedisServer primary() {
    return primary;
  }

  /** The others. */
  public List<RedisServer> replicas() {
    RedisServer now = primary;
    return servers().stream().filter(server -> server != now).toList();
  }

  /** Makes a replica the primary, and all others that answer its replicas. */
  public void promote(RedisServer replica) {
    replica.cli("REPLICAOF", "NO", "ONE");
    primary = replica;
    for (RedisServer other : answering()) {
      if (other != replica) {
        other.cli("REPLICAOF", replica.host(), Integer.toString(replica.port()));
      }
    }
    awaitInStep();
  }

  /** The servers have changed their roles by themselves. */
  void primaryIs(RedisServer server) {
    primary = server;
  }

  /** Waits until all replicas that answer are connected and have all that the primary has. */
  public void awaitInStep() {
    await(
        () -> {
          Map<String, String> info = primary.info("replication");
          String offset = info.get("master_repl_offset");
          List<RedisServer> replicas =
              answering().stream().filter(server -> server != primary).toList();
          return acknowledging(info) >= replicas.size()
              && replicas.stream().allMatch(server -> inStep(server, offset));
        },
        () -> "the replicas do not follow their primary: " + primary.log());
  }

  private static boolean inStep(RedisServer replica, String offset) {
    Map<String, String> info = replica.info("replication");
    return "up".equals(info.get("master_link_status"))
        && Long.parseLong(info.get("slave_repl_offset")) >= Long.parseLong(offset);
  }

  /** For the primary: {@code REDIS_HOST} and {@code REDIS_PORT}. */
  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("REDIS_HOST", primary.host());
    settings.put("REDIS_PORT", Integer.toString(primary.port()));
    return credentials(settings);
  }

  @Override
  public String cli(String... command) {
    return primary.cli(command);
  }

  @Override
  public Map<String, Long> commandCounts() {
    Map<String, Long> counts = new TreeMap<>(primary.commandCounts());
    counts.keySet().removeAll(REPLICATION);
    return counts;
  }

  @Override
  public void flush() {
    primary.flush();
    awaitInStep();
  }

  @Override
  public void reset() {
    startAll();
    promote(primary);
    flush();
    resetCounts();
  }
}
