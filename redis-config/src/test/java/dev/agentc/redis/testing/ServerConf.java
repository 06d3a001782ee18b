package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.AclUser;
import dev.agentc.redis.testing.RedisOptions.Role;
import dev.agentc.redis.testing.RedisOptions.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Writes redis.conf. */
final class ServerConf {
  /**
   * The fixture's own way in: a test may do what it likes to the default user without locking the
   * fixture out.
   */
  static final String ADMIN = "fixture";

  static final String ADMIN_PASSWORD = "fixture-admin";

  /** After this long without an answer a node counts as failed. */
  static final Duration CLUSTER_NODE_TIMEOUT = Duration.ofSeconds(1);

  private ServerConf() {}

  /**
   * Where a server runs.
   *
   * @param bind the address it listens on
   * @param port in its own network
   * @param directory for data
   * @param certificates where the PEM files are
   * @param majorVersion of Redis
   */
  record Place(String bind, int port, String directory, String certificates, int majorVersion) {}

  static String render(RedisOptions options, Place place, List<String> extraLines) {
    List<String> lines = new ArrayList<>();
    lines.add("bind " + place.bind());
    lines.add("protected-mode no");
    lines.add("dir " + quote(place.directory()));
    lines.add("daemonize no");
    if (options.member().role() != Role.SENTINEL) {
      keepData(options, place, lines);
    }
    lines.add("user " + ADMIN + " on >" + ADMIN_PASSWORD + " ~* &* +@all");
    // Those of the tests are for the data, with commands that a Sentinel does not have.
    if (options.member().role() != Role.SENTINEL) {
      for (AclUser user : options.aclUsers()) {
        lines.add(
            "user " + user.name() + " on " + quote(">" + user.password()) + rules(user.rules()));
      }
    }
    options.password().ifPresent(password -> lines.add("requirepass " + quote(password)));
    listen(options, place, lines);
    switch (options.member().role()) {
      case ALONE -> {}
      case REPLICATED -> replicate(options, lines);
      case CLUSTERED -> {
        replicate(options, lines);
        cluster(options, place, lines);
      }
      case SENTINEL -> {
        if (options.tls() != Tls.NONE) {
          lines.add("tls-replication yes");
        }
      }
    }
    lines.addAll(options.configLines());
    lines.addAll(extraLines);
    return String.join("\n", lines) + "\n";
  }

  private static void keepData(RedisOptions options, Place place, List<String> lines) {
    lines.add("save \"\"");
    // So that a snapshot of the fixture's filler is big enough to be loaded slowly.
    lines.add("rdbcompression no");
    // Redis 7 denies these by default, and the fixture changes `dir` to make persistence fail.
    if (place.majorVersion() >= 7) {
      lines.add("enable-protected-configs yes");
      lines.add("enable-debug-command yes");
    }
    if (options.appendOnly()) {
      lines.add("appendonly yes");
      lines.add("appendfsync always");
    }
  }

  private static void replicate(RedisOptions options, List<String> lines) {
    lines.add("masteruser " + ADMIN);
    lines.add("masterauth " + ADMIN_PASSWORD);
    // Else a replica waits five seconds for others to synchronise together with it.
    lines.add("repl-diskless-sync yes");
    lines.add("repl-diskless-sync-delay 0");
    lines.add("repl-ping-replica-period 1");
    lines.add("repl-timeout 10");
    if (options.tls() != Tls.NONE) {
      lines.add("tls-replication yes");
    }
  }

  private static void cluster(RedisOptions options, Place place, List<String> lines) {
    lines.add("cluster-enabled yes");
    lines.add("cluster-config-file nodes.conf");
    lines.add("cluster-node-timeout " + CLUSTER_NODE_TIMEOUT.toMillis());
    // A replica takes over however long it had no word of its primary, and stays where it is.
    lines.add("cluster-replica-validity-factor 0");
    lines.add("cluster-migration-barrier 99");
    // Nor does a primary that gave its last slot away become another's replica.
    if (place.majorVersion() >= 7) {
      lines.add("cluster-allow-replica-migration no");
    }
    if (options.tls() != Tls.NONE) {
      lines.add("tls-cluster yes");
    }
  }

  private static void listen(RedisOptions options, Place place, List<String> lines) {
    if (options.tls() == Tls.NONE) {
      lines.add("port " + place.port());
      return;
    }
    lines.add("port 0");
    lines.add("tls-port " + place.port());
    lines.add("tls-ca-cert-file " + quote(place.certificates() + "/ca.crt"));
    lines.add("tls-cert-file " + quote(place.certificates() + "/server.crt"));
    lines.add("tls-key-file " + quote(place.certificates() + "/server.key"));
    lines.add("tls-auth-clients " + (options.tls() == Tls.MUTUAL ? "yes" : "no"));
  }

  private static String rules(List<String> rules) {
    return rules.isEmpty() ? "" : " " + String.join(" ", rules);
  }

  private static String quote(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
