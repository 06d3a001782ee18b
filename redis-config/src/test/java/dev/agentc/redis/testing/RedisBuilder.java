package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.AclUser;
import dev.agentc.redis.testing.RedisOptions.Tls;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Options of a test's Redis. Without any: no password, no TLS, nothing on disk, started at once.
 *
 * @param <T> what it builds: {@link RedisServer}, {@link RedisExtension}, or a group of servers
 */
public final class RedisBuilder<T> {
  private final Function<RedisOptions, T> factory;
  private final List<AclUser> aclUsers = new ArrayList<>();
  private final List<String> configLines = new ArrayList<>();
  private Optional<RedisBackend> backend = Optional.empty();
  private Optional<String> password = Optional.empty();
  private Tls tls = Tls.NONE;
  private boolean appendOnly;
  private boolean startStopped;

  RedisBuilder(Function<RedisOptions, T> factory) {
    this.factory = factory;
  }

  /** Runs on this backend, whatever {@code -Dredis.fixture} says. */
  public RedisBuilder<T> backend(RedisBackend choice) {
    backend = Optional.of(choice);
    return this;
  }

  /** Demands this password of the default user ({@code requirepass}). */
  public RedisBuilder<T> password(String secret) {
    password = Optional.of(secret);
    return this;
  }

  /**
   * Adds an ACL user beside the default one. The rules are those of {@code ACL SETUSER}, without
   * {@code on} and the password: {@code aclUser("app", "secret", "~agentc:*", "+@all",
   * "-@dangerous")}.
   */
  public RedisBuilder<T> aclUser(String name, String secret, String... rules) {
    aclUsers.add(new AclUser(name, secret, List.of(rules)));
    return this;
  }

  /**
   * Speaks TLS only, with a certificate for 127.0.0.1 and localhost from a CA made for this server.
   */
  public RedisBuilder<T> tls() {
    tls = Tls.SERVER;
    return this;
  }

  /** As {@link #tls()}, and demands a client certificate of the same CA. */
  public RedisBuilder<T> mutualTls() {
    tls = Tls.MUTUAL;
    return this;
  }

  /** Keeps data over a restart and a kill: append-only file, fsync at every write. */
  public RedisBuilder<T> appendOnly() {
    appendOnly = true;
    return this;
  }

  /**
   * Adds a line to redis.conf: {@code config("maxmemory", "10mb")}. The value is taken as it is,
   * quotes included.
   */
  public RedisBuilder<T> config(String name, String value) {
    configLines.add(name + " " + value);
    return this;
  }

  /** Chooses the port but leaves the server down until {@link RedisControl#start()}. */
  public RedisBuilder<T> startStopped() {
    startStopped = true;
    return this;
  }

  /**
   * An extension starts its server when JUnit asks for it; a plain server is up when this returns.
   */
  public T build() {
    return factory.apply(
        new RedisOptions(
            backend,
            password,
            aclUsers,
            tls,
            appendOnly,
            startStopped,
            configLines,
            RedisOptions.Member.ALONE));
  }
}
