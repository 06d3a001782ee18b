package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.Member;
import dev.agentc.redis.testing.RedisOptions.Role;
import dev.agentc.redis.testing.RedisOptions.Tls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Some servers that belong together, each a process of its own. Every server can be stopped, killed
 * and paused by itself ({@link RedisServer}); the group waits for what follows. Always the {@code
 * redis-server} binary, whatever {@code -Dredis.fixture} says: members of a group must reach each
 * other at the addresses that the test uses. Thread-safe, but for two changes at once.
 */
public abstract sealed class RedisGroup implements RedisFixture, AutoCloseable
    permits RedisReplicas, RedisSentinels, RedisCluster {
  /** What replicas send to their primary. */
  static final Set<String> REPLICATION = Set.of("replconf", "psync");

  static final Duration LIMIT = Duration.ofSeconds(40);

  /** Seen on a busy machine: a Sentinel that had not heard of the third one after 40 s. */
  private static final Duration REMINDER = Duration.ofSeconds(8);

  private final RedisOptions options;
  private final Optional<Certificates> certificates;
  private final List<RedisServer> servers = new CopyOnWriteArrayList<>();

  RedisGroup(RedisOptions options) {
    this(options, options.newCertificates());
  }

  RedisGroup(RedisOptions options, Optional<Certificates> certificates) {
    this.options = options;
    this.certificates = certificates;
  }

  /** All of them, whether they run or not, in the order in which they were added. */
  public final List<RedisServer> servers() {
    return List.copyOf(servers);
  }

  /** Those that run and are not paused. */
  final List<RedisServer> answering() {
    return servers.stream().filter(RedisServer::answers).toList();
  }

  /**
   * A PEM file of a group with TLS: {@code ca.crt}, {@code client.crt}, {@code client.key} and so
   * on.
   */
  public final Path certificate(String fileName) {
    return servers.get(0).certificate(fileName);
  }

  final Optional<Certificates> certificates() {
    return certificates;
  }

  final RedisOptions options() {
    return options;
  }

  /** Adds servers and starts them side by side. */
  final List<RedisServer> add(int count, Role role, List<String> lines) {
    return add(count, role, options.password(), lines);
  }

  final List<RedisServer> add(int count, Role role, Optional<String> password, List<String> lines) {
    RedisOptions each = options.as(new Member(role, certificates), password, lines);
    List<RedisServer> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(RedisServer.member(each));
    }
    servers.addAll(added);
    atOnce(added, RedisServer::start);
    return added;
  }

  /** Ends a server and forgets it. */
  final void drop(RedisServer server) {
    servers.remove(server);
    server.close();
  }

  static void atOnce(List<RedisServer> servers, Consumer<RedisServer> action) {
    List<CompletableFuture<Void>> running =
        servers.stream()
            .map(server -> CompletableFuture.runAsync(() -> action.accept(server), RedisGroup::run))
            .toList();
    try {
      running.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static void run(Runnable task) {
    Thread thread = new Thread(task, "redis-fixture");
    thread.setDaemon(true);
    thread.start();
  }

  static void await(BooleanSupplier condition, Supplier<String> failure) {
    Wait.until(LIMIT, () -> calmly(condition), failure);
  }

  /** As above; says again, every so often, what the servers may not have heard. */
  static void await(BooleanSupplier condition, Runnable reminder, Supplier<String> failure) {
    AtomicLong due = new AtomicLong(System.nanoTime() + REMINDER.toNanos());
    await(
        () -> {
          boolean met = condition.getAsBoolean();
          if (!met && System.nanoTime() - due.get() > 0) {
            due.set(System.nanoTime() + REMINDER.toNanos());
            reminder.run();
          }
          return met;
        },
        failure);
  }

  /**
   * How many replicas a primary knows to follow, from its INFO. A replica may have all before that,
   * but WAIT goes by what the primary knows, and nothing is sent before the first acknowledgement.
   */
  static long acknowledging(Map<String, String> replication) {
    return replication.values().stream()
        .filter(line -> line.contains("state=online") && !line.contains("offset=0,"))
        .count();
  }

  /** A server that is just starting or ending answers later. */
  private static boolean calmly(BooleanSupplier condition) {
    try {
      return condition.getAsBoolean();
    } catch (UncheckedIOException | RedisErrorReply notYet) {
      return false;
    }
  }

  /** Runs again what was stopped, killed or paused, whatever it was. */
  final void startAll() {
    atOnce(
        servers(),
        server -> {
          server.resume();
          server.start();
        });
  }

  final Map<String, String> credentials(Map<String, String> settings) {
    options.password().ifPresent(password -> settings.put("REDIS_PASSWORD", password));
    if (options.tls() != Tls.NONE) {
      settings.put("REDIS_TLS", "true");
      settings.put("REDIS_TLS_CA", certificate("ca.crt").toString());
    }
    if (options.tls() == Tls.MUTUAL) {
      settings.put("REDIS_TLS_CERT", certificate("client.crt").toString());
      settings.put("REDIS_TLS_KEY", certificate("client.key").toString());
    }
    return settings;
  }

  static String addresses(List<RedisServer> servers) {
    return String.join(
        ",", servers.stream().map(server -> server.host() + ":" + server.port()).toList());
  }

  @Override
  public final Map<String, String> settings(String aclUser) {
    Map<String, String> settings = new TreeMap<>(settings());
    settings.put("REDIS_USERNAME", aclUser);
    settings.put("REDIS_PASSWORD", options.passwordOf(aclUser));
    return settings;
  }

  @Override
  public void resetCounts() {
    answering().forEach(RedisServer::resetCounts);
  }

  /** Ends all servers, in whatever state they are, and deletes all that they left. */
  @Override
  public void close() {
    servers.forEach(RedisServer::close);
  }
}
