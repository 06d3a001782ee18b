package dev.agentc.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What INFO says that an operator should know. */
final class ServerFindings {

  private static final double FULL = 0.9;
  private static final double MANY = 0.8;
  private static final long DEFAULT_MAX_CLIENTS = 10_000;
  private static final long ENOUGH_READS = 100;
  private static final double LOW_RATIO = 50;

  private final RedisInfo info;
  private final List<Finding> findings = new ArrayList<>();

  private ServerFindings(RedisInfo info) {
    this.info = info;
  }

  /**
   * @param since counted since the previous look; empty when there was none
   */
  static List<Finding> of(RedisInfo info, Optional<Counters> since) {
    ServerFindings all = new ServerFindings(info);
    all.replication();
    all.persistence();
    all.memory();
    all.clients();
    all.version();
    since.ifPresent(all::rates);
    return all.findings;
  }

  private void replication() {
    if (info.count("loading") == 1) {
      add(FindingCode.LOADING);
    }
    if (info.role().equals(Optional.of("replica")) && info.differs("master_link_status", "up")) {
      add(FindingCode.REPLICA_STALE);
    }
  }

  private void persistence() {
    List<String> failing =
        Stream.of(
                failing("rdb_last_bgsave_status", "background save"),
                failing("aof_last_write_status", "write to the append-only file"),
                failing("aof_last_bgrewrite_status", "rewrite of the append-only file"))
            .flatMap(Optional::stream)
            .toList();
    if (!failing.isEmpty()) {
      add(
          FindingCode.PERSISTENCE_FAILING,
          "Redis could not save its data; failed: " + String.join(", ", failing) + ".");
    }
    if (info.text("aof_enabled").equals(Optional.of("0"))) {
      add(FindingCode.APPEND_ONLY_OFF);
    }
  }

  private Optional<String> failing(String field, String what) {
    return info.differs(field, "ok") ? Optional.of(what) : Optional.empty();
  }

  private void memory() {
    Optional<Long> limit = info.number("maxmemory");
    if (limit.isEmpty()) {
      return;
    }
    if (limit.get() == 0) {
      add(FindingCode.NO_MEMORY_LIMIT);
      return;
    }
    double used = (double) info.count("used_memory") / limit.get();
    if (used >= FULL) {
      add(
          FindingCode.MEMORY_PRESSURE,
          String.format(Locale.ROOT, "Redis uses %.0f %% of its memory limit.", used * 100));
    }
    if (info.differs("maxmemory_policy", "noeviction")) {
      add(FindingCode.EVICTION_ALLOWED);
    }
  }

  private void clients() {
    long clients = info.count("connected_clients");
    long limit = info.number("maxclients").orElse(DEFAULT_MAX_CLIENTS);
    if (clients >= limit * MANY) {
      add(
          FindingCode.MANY_CLIENTS,
          "Redis has " + clients + " clients; it takes " + limit + " at most.");
    }
  }

  private void version() {
    info.version()
        .flatMap(version -> ofVersion(info.server().orElse("redis"), version))
        .ifPresent(findings::add);
  }

  /** Whether it is too old; every Valkey is new enough. */
  static Optional<Finding> ofVersion(String server, String version) {
    return server.equals("redis") && beforeSixTwo(version)
        ? Optional.of(
            Finding.of(FindingCode.OLD_VERSION, "Redis " + version + " is older than 6.2."))
        : Optional.empty();
  }

  private static boolean beforeSixTwo(String version) {
    String[] parts = version.split("\\.", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      return major < 6 || (major == 6 && parts.length > 1 && Integer.parseInt(parts[1]) < 2);
    } catch (NumberFormatException unknown) {
      return false;
    }
  }

  private void rates(Counters since) {
    if (since.evicted() > 0) {
      add(
          FindingCode.EVICTIONS,
          "Redis evicted " + since.evicted() + " keys since the previous look.");
    }
    if (since.rejected() > 0) {
      add(
          FindingCode.REJECTED_CONNECTIONS,
          "Redis rejected " + since.rejected() + " connections since the previous look.");
    }
    long reads = since.hits() + since.misses();
    double ratio = Objects.requireNonNullElse(Numbers.percent(since.hits(), reads), 100.0);
    if (reads >= ENOUGH_READS && ratio < LOW_RATIO) {
      add(
          FindingCode.LOW_HIT_RATIO,
          String.format(
              Locale.ROOT,
              "Of %d reads since the previous look %.0f %% found a key.",
              reads,
              ratio));
    }
  }

  private void add(FindingCode code) {
    findings.add(Finding.of(code));
  }

  private void add(FindingCode code, String message) {
    findings.add(Finding.of(code, message));
  }
}
