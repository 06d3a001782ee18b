package dev.agentc.redis.testing;

import java.util.ArrayList;
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
    List<String> configLines,
    Member member) {

  enum Tls {
    NONE,
    SERVER,
    MUTUAL
  }

  /** What it is part of. */
  enum Role {
    ALONE,
    /** A primary or a replica, as things go. */
    REPLICATED,
    CLUSTERED,
    SENTINEL
  }

  /**
   * Of a group of servers, which share their certificates.
   *
   * @param role what it is there
   */
  record Member(Role role, Optional<Certificates> certificates) {
    static final Member ALONE = new Member(Role.ALONE, Optional.empty());
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

  /** Groups run as processes: their members must reach each other under the caller's addresses. */
  RedisOptions as(Member asMember, Optional<String> withPassword, List<String> moreLines) {
    List<String> lines = new ArrayList<>(configLines);
    lines.addAll(moreLines);
    return new RedisOptions(
        Optional.of(RedisBackend.BINARY),
        withPassword,
        aclUsers,
        tls,
        appendOnly,
        false,
        lines,
        asMember);
  }

  RedisOptions as(Member asMember, List<String> moreLines) {
    return as(asMember, password, moreLines);
  }

  String passwordOf(String aclUser) {
    return aclUsers.stream()
        .filter(user -> user.name().equals(aclUser))
        .map(AclUser::password)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such ACL user: " + aclUser));
  }

  Optional<Certificates> newCertificates() {
    return tls == Tls.NONE
        ? Optional.empty()
        : Optional.of(member.certificates().orElseGet(Certificates::create));
  }
}
