package dev.agentc.health;

import java.util.Collection;
import java.util.Optional;

/**
 * What a server has counted since its birth, at one moment. Only the difference of two says how
 * things are now.
 *
 * @param runId of the server process: counts of two processes are not compared
 * @param atNanos when, on this process's steady clock
 */
record Counters(
    String runId,
    long atNanos,
    long commands,
    long hits,
    long misses,
    long expired,
    long evicted,
    long rejected) {

  static Counters of(RedisInfo info, long atNanos) {
    return new Counters(
        info.text("run_id").orElse(""),
        atNanos,
        info.count("total_commands_processed"),
        info.count("keyspace_hits"),
        info.count("keyspace_misses"),
        info.count("expired_keys"),
        info.count("evicted_keys"),
        info.count("rejected_connections"));
  }

  /** Whether the server lived, and kept its counts, from then to now. */
  boolean continues(Counters then) {
    return sameServer(then)
        && commands >= then.commands
        && hits >= then.hits
        && misses >= then.misses
        && expired >= then.expired
        && evicted >= then.evicted
        && rejected >= then.rejected;
  }

  boolean sameServer(Counters then) {
    return runId.equals(then.runId);
  }

  Counters minus(Counters then) {
    return new Counters(
        runId,
        atNanos - then.atNanos,
        commands - then.commands,
        hits - then.hits,
        misses - then.misses,
        expired - then.expired,
        evicted - then.evicted,
        rejected - then.rejected);
  }

  /** Of several servers, over the longest of their times. */
  static Optional<Counters> sum(Collection<Counters> each) {
    return each.stream().reduce(Counters::plus);
  }

  private Counters plus(Counters other) {
    return new Counters(
        "",
        Math.max(atNanos, other.atNanos),
        commands + other.commands,
        hits + other.hits,
        misses + other.misses,
        expired + other.expired,
        evicted + other.evicted,
        rejected + other.rejected);
  }

  double seconds() {
    return atNanos / 1_000_000_000.0;
  }
}
