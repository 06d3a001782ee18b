package dev.agentc.redis.testing;

import java.util.List;
import java.util.Optional;

/** What a test asked for; built by {@link RedisBuilder}. */
record RedisOptions(
    Optional<RedisBackend> backend,
    Optional<String> password,
    List<AclUser> aclUsers,
    Tls tls,
    boolean appendOnly,
    boolean startStopped,
    List<String> configLines) {

  enum Tls {
    NONE,
    SERVER,
    MUTUAL
  }

  record AclUser(String name, String password, List<String> rules) {
    AclUser {
      rules = List.copyOf(rules);
    }
  }

  RedisOptions {
    aclUsers = List.copyOf(aclUsers);
    configLines = List.copyOf(configLines);
  }
}
