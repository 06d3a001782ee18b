package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.AclUser;
import dev.agentc.redis.testing.RedisOptions.Tls;
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
    lines.add("save \"\"");
    lines.add("daemonize no");
    // So that a snapshot of the fixture's filler is big enough to be loaded slowly.
    lines.add("rdbcompression no");
    // Redis 7 denies these by default, and the fixture changes `dir` to make persistence fail.
    if (place.majorVersion() >= 7) {
      lines.add("enable-protected-configs yes");
      lines.add("enable-debug-command yes");
    }
    lines.add("user " + ADMIN + " on >" + ADMIN_PASSWORD + " ~* &* +@all");
    for (AclUser user : options.aclUsers()) {
      lines.add(
          "user " + user.name() + " on " + quote(">" + user.password()) + rules(user.rules()));
    }
    options.password().ifPresent(password -> lines.add("requirepass " + quote(password)));
    listen(options, place, lines);
    if (options.appendOnly()) {
      lines.add("appendonly yes");
      lines.add("appendfsync always");
    }
    lines.addAll(options.configLines());
    lines.addAll(extraLines);
    return String.join("\n", lines) + "\n";
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
