package dev.agentc.redis.testing;

import dev.agentc.redis.testing.RedisOptions.Tls;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a test can do to its Redis. Every operation returns when its effect is there. The fixture
 * reaches the server with a connection per operation and an ACL user of its own, {@code fixture},
 * so that no password, limit or user that a test changes locks it out. Thread-safe.
 */
public abstract sealed class RedisControl implements RedisFixture
    permits RedisServer, RedisExtension {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final int START_TRIES = 5;
  private static final String FILLER = "fixture:filler:";
  private static final int DEAD_PORT = 1;

  private final RedisOptions options;
  private final Admin admin = new Admin(this::home);
  private Optional<RedisHome> home = Optional.empty();
  private boolean started;
  private boolean paused;
  private Optional<SlowLoad> loading = Optional.empty();

  RedisControl(RedisOptions options) {
    this.options = options;
  }

  final synchronized void open() {
    RedisHome opened = home();
    if (!options.startStopped() && !opened.process().isRunning()) {
      start();
    }
  }

  final synchronized void release() {
    home.ifPresent(RedisHome::close);
    home = Optional.empty();
    started = false;
    paused = false;
    loading = Optional.empty();
  }

  private synchronized RedisHome home() {
    if (home.isEmpty()) {
      home = Optional.of(RedisHome.create(options));
    }
    return home.get();
  }

  // ---- where it is

  /** Where it runs; known before it does. */
  public final RedisBackend backend() {
    return home().backend();
  }

  /** The address to connect to. */
  public final String host() {
    return home().process().host();
  }

  /** The port to connect to: the same over restarts. */
  public final int port() {
    return home().process().port();
  }

  /**
   * {@code redis://} or {@code rediss://}, with the password of the default user, if there is one.
   */
  public final String uri() {
    String scheme = options.tls() == Tls.NONE ? "redis" : "rediss";
    String user = options.password().map(password -> ":" + password + "@").orElse("");
    return scheme + "://" + user + host() + ":" + port();
  }

  /**
   * The settings ({@code REDIS_HOST} …) with which the default user gets in: for {@code
   * RedisConfig.from(Map)}.
   */
  @Override
  public final Map<String, String> settings() {
    SortedMap<String, String> settings = new TreeMap<>();
    settings.put("REDIS_HOST", host());
    settings.put("REDIS_PORT", Integer.toString(port()));
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

  /** As {@link #settings()}, for a user named in {@link RedisBuilder#aclUser}. */
  @Override
  public final Map<String, String> settings(String aclUser) {
    SortedMap<String, String> settings = new TreeMap<>(settings());
    settings.put("REDIS_USERNAME", aclUser);
    settings.put("REDIS_PASSWORD", options.passwordOf(aclUser));
    return settings;
  }

  /**
   * A PEM file of a TLS server: {@code ca.crt}, {@code server.crt}, {@code server.key}, {@code
   * client.crt}, {@code client.key}. It lives as long as the fixture.
   */
  public final Path certificate(String fileName) {
    return home().certificate(fileName);
  }

  // ---- up and down

  /**
   * Starts it where it is down, on the port that it always had, and waits until it takes commands.
   */
  public final synchronized void start() {
    start(List.of());
    awaitLoaded();
  }

  /**
   * Ends it in good order (SIGTERM). Without {@link RedisBuilder#appendOnly()} its data is gone.
   */
  public final synchronized void stop() {
    resume();
    home().process().stop();
    forgetProcess();
  }

  /** Ends it as a crash does ({@code kill -9}). */
  public final synchronized void kill() {
    home().process().kill();
    forgetProcess();
  }

  /** {@link #stop()}, then {@link #start()}. */
  public final synchronized void restart() {
    stop();
    start();
  }

  /** Stops its clock (SIGSTOP): connections stay and are accepted, nothing is answered. */
  public final synchronized void pause() {
    if (!paused) {
      home().process().pause();
      paused = true;
    }
  }

  /** Lets it go on after {@link #pause()}. */
  public final synchronized void resume() {
    if (paused) {
      home().process().resume();
      paused = false;
    }
  }

  /** Whether it was started and not ended since; a paused server runs. */
  public final synchronized boolean isRunning() {
    return home().process().isRunning();
  }

  /** The end of its log. */
  public final synchronized String log() {
    return home().process().log();
  }

  /**
   * Back to a server that runs, takes writes and is empty, whatever was done to it, with its counts
   * at zero.
   */
  @Override
  public final synchronized void reset() {
    resume();
    if (loading.isPresent()) {
      finishLoading();
    }
    if (!isRunning()) {
      start();
    }
    makeWritable();
    outOfMemory(false);
    failPersistence(false);
    flush();
    resetCounts();
  }

  private void start(List<String> extraLines) {
    RedisProcess process = home().process();
    for (int left = START_TRIES; !process.isRunning(); left--) {
      try {
        process.start(extraLines);
        awaitAnswer(process);
      } catch (PortTakenException taken) {
        process.kill();
        if (started || left == 0) {
          throw taken;
        }
        process.moveToAnotherPort();
      }
    }
    started = true;
    admin.forgetCounts();
  }

  private void forgetProcess() {
    paused = false;
    loading = Optional.empty();
  }

  private void awaitAnswer(RedisProcess process) {
    Wait.until(
        START_LIMIT,
        () -> {
          if (!process.isRunning()) {
            throw PortTakenException.isMeantBy(process.log())
                ? new PortTakenException(process.log())
                : new IllegalStateException("Redis ended at once: " + process.log());
          }
          return answers() && isThis(process);
        },
        () -> "Redis does not answer: " + process.log());
  }

  private boolean isThis(RedisProcess process) {
    try {
      return process.isThis(admin.info("server"));
    } catch (UncheckedIOException | RedisErrorReply another) {
      return false;
    }
  }

  /** Runs and is not paused, as far as the fixture knows. */
  final synchronized boolean isUp() {
    return isRunning() && !paused;
  }

  /** Runs, is not paused, and says so. */
  final boolean answers() {
    if (!isUp()) {
      return false;
    }
    try {
      admin.call("PING");
      return true;
    } catch (RedisErrorReply anErrorIsAnAnswer) {
      return true;
    } catch (UncheckedIOException notYet) {
      return false;
    }
  }

  private void awaitLoaded() {
    if (options.member().role() != RedisOptions.Role.SENTINEL) {
      admin.await("persistence", "loading", "0");
    }
    loading = Optional.empty();
  }

  // ---- what it holds and counts

  /**
   * Runs one command as the fixture's user and returns the reply as text: elements of an array on a
   * line each, nil as {@code (nil)}. An error reply is thrown as {@link RedisErrorReply}, no
   * connection as {@link UncheckedIOException}.
   */
  @Override
  public final String cli(String... command) {
    return admin.call(command);
  }

  /** Some commands in one round trip: replies as {@link RespConnection} gives them. */
  final List<Object> pipeline(List<List<String>> commands) {
    List<Object> replies = tryAll(commands);
    for (Object reply : replies) {
      if (reply instanceof RedisErrorReply error) {
        throw error;
      }
    }
    return replies;
  }

  /** As {@link #pipeline}, with each {@link RedisErrorReply} in its place. */
  final List<Object> tryAll(List<List<String>> commands) {
    return admin.callAll(commands);
  }

  /** Deletes everything in every database. */
  @Override
  public final void flush() {
    admin.call("FLUSHALL");
  }

  /** Adds this many small keys, {@code fixture:filler:<n>}. */
  public final void fill(int keys) {
    fill(keys, 10);
  }

  /** Adds this many keys, {@code fixture:filler:<n>}, of so many bytes each. */
  public final void fill(int keys, int bytesEach) {
    admin.fill(FILLER, keys, bytesEach);
  }

  /**
   * How often each command ran since {@link #resetCounts()} or the last start, by the names of
   * {@code INFO commandstats} ({@code get}, {@code config|set}), without those of the fixture,
   * {@link #cli} included. Commands that a script calls count too, beside its {@code evalsha}.
   */
  @Override
  public final Map<String, Long> commandCounts() {
    return admin.counts();
  }

  /** Starts counting at zero. */
  @Override
  public final void resetCounts() {
    admin.resetCounts();
  }

  /** A section of INFO as a map. */
  public final Map<String, String> info(String section) {
    return admin.info(section);
  }

  // ---- ailments

  /** Writes answer READONLY, reads go on: a replica whose primary is away. Connections stay. */
  public final void makeReadOnly() {
    admin.call("CONFIG", "SET", "replica-serve-stale-data", "yes");
    admin.call("REPLICAOF", "127.0.0.1", Integer.toString(DEAD_PORT));
  }

  /**
   * Reads and writes answer MASTERDOWN: a replica that does not serve what may be stale.
   * Connections stay.
   */
  public final void loseMaster() {
    admin.call("CONFIG", "SET", "replica-serve-stale-data", "no");
    admin.call("REPLICAOF", "127.0.0.1", Integer.toString(DEAD_PORT));
  }

  /** Ends {@link #makeReadOnly()} and {@link #loseMaster()}. */
  public final void makeWritable() {
    admin.call("REPLICAOF", "NO", "ONE");
    admin.call("CONFIG", "SET", "replica-serve-stale-data", "yes");
  }

  /**
   * While on, commands that need memory answer OOM; reads, deletes and expiries go on. Off lifts
   * any limit.
   */
  public final void outOfMemory(boolean on) {
    if (on) {
      admin.call("CONFIG", "SET", "maxmemory-policy", "noeviction");
    }
    admin.call("CONFIG", "SET", "maxmemory", on ? "1" : "0");
  }

  /**
   * While on, writes answer MISCONF, because the last background save failed; reads go on. Linux
   * only: the save fails for want of a place to write to, which is {@code /proc}.
   */
  public final synchronized void failPersistence(boolean on) {
    String directory = home().process().dataDirectory();
    admin.call("CONFIG", "SET", "dir", on ? "/proc" : directory);
    admin.call("CONFIG", "SET", "dbfilename", SlowLoad.SNAPSHOT);
    admin.call("CONFIG", "SET", "save", on ? "86400 1000000000" : "");
    if (on || !info("persistence").get("rdb_last_bgsave_status").equals("ok")) {
      admin.call("BGSAVE");
      admin.await("persistence", "rdb_last_bgsave_status", on ? "err" : "ok");
    }
  }

  /**
   * Restarts it with its data and leaves it LOADING, for two minutes at most, until {@link
   * #finishLoading()}: it answers LOADING to all but a few commands. What it loads beside its data,
   * {@code finishLoading} removes. Before Redis 7, only the binary can do it, and it has to be
   * killed and started once more to come to the end.
   */
  public final synchronized void restartLoading() {
    SlowLoad prepared =
        SlowLoad.prepare(admin, options.appendOnly(), home().process().dataDirectory());
    stop();
    prepared.stretch();
    start(prepared.confLines(prepared.delay()));
    loading = Optional.of(prepared);
  }

  /** Lets {@link #restartLoading()} come to its end and waits for it. */
  public final synchronized void finishLoading() {
    SlowLoad load = loading.orElseThrow(() -> new IllegalStateException("it was not made to load"));
    if (load.endsByKill()) {
      kill();
      load.shrink();
      start(load.confLines(Duration.ZERO));
    } else {
      admin.call("CONFIG", "SET", "key-load-delay", "0");
    }
    awaitLoaded();
    load.tidyUp();
  }
}
