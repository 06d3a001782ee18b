package dev.agentc.repository;

import dev.agentc.redis.testing.AclLines;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.redis.testing.TestedRedis.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The tests that hold for every topology run as the ACL user of docs/security.md, without what is
 * for the diagnosis alone: the rules there suffice for whatever the repositories promise.
 */
public final class LeastPrivilege {
  /** For {@code redis.settings(USER)}. */
  public static final String USER = "agentc";

  private static final Path DOCUMENT = Path.of("../docs/security.md");

  private LeastPrivilege() {}

  public static TestedRedis redis() {
    List<String> headings = new ArrayList<>(List.of("Everywhere", "rebuild-index"));
    if (TestedRedis.kind() == Kind.CLUSTER) {
      headings.add("Cluster");
    }
    AclLines lines = AclLines.under(DOCUMENT, headings.toArray(String[]::new));
    return TestedRedis.builder().aclUser(USER, "least-privilege", lines.rules()).build();
  }
}
