package dev.agentc.redis.testing;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The Redis of a test class that holds for every topology: which one it runs on says {@code
 * -Dredis.topology=standalone|sentinel|cluster}. For a static field:
 *
 * <pre>{@code
 * @RegisterExtension static final TestedRedis redis = TestedRedis.create();
 * }</pre>
 */
public final class TestedRedis
    implements RedisFixture, BeforeAllCallback, AfterAllCallback, AutoCloseable {
  /** The system property. */
  public static final String PROPERTY = "redis.topology";

  /** What runs. */
  public enum Kind {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /**
   * Longer than a busy machine stands still: what holds for every topology is no matter of
   * failover.
   */
  private static final Duration UNTIL_REPLACED = Duration.ofSeconds(30);

  private final RedisOptions options;
  private Optional<RedisFixture> fixture = Optional.empty();
  private int classes;

  private TestedRedis(RedisOptions options) {
    this.options = options;
  }

  /** With the default options. */
  public static TestedRedis create() {
    return builder().build();
  }

  /** Options first. */
  public static RedisBuilder<TestedRedis> builder() {
    return new RedisBuilder<>(TestedRedis::new);
  }

  /** What {@code -Dredis.topology} asks for. */
  public static Kind kind() {
    return Kind.valueOf(System.getProperty(PROPERTY, "standalone").toUpperCase(Locale.ROOT));
  }

  private synchronized RedisFixture running() {
    if (fixture.isEmpty()) {
      fixture =
          Optional.of(
              switch (kind()) {
                case STANDALONE -> RedisServer.started(options);
                case SENTINEL -> sentinels();
                case CLUSTER -> cluster(RedisCluster.with(options, 3, 1));
              });
    }
    return fixture.get();
  }

  private RedisSentinels sentinels() {
    RedisSentinels made = RedisSentinels.with(options, Optional.of("sentinels-own"));
    made.replacePrimaryAfter(UNTIL_REPLACED);
    return made;
  }

  private static RedisCluster cluster(RedisCluster made) {
    made.replacePrimariesAfter(UNTIL_REPLACED);
    return made;
  }

  private List<RedisServer> servers() {
    RedisFixture running = running();
    if (running instanceof RedisServer server) {
      return List.of(server);
    }
    return running instanceof RedisSentinels sentinels
        ? sentinels.data().servers()
        : ((RedisGroup) running).servers();
  }

  /** The cluster, where it is one. */
  public Optional<RedisCluster> cluster() {
    return running() instanceof RedisCluster cluster ? Optional.of(cluster) : Optional.empty();
  }

  @Override
  public Map<String, String> settings() {
    return running().settings();
  }

  @Override
  public Map<String, String> settings(String aclUser) {
    return running().settings(aclUser);
  }

  @Override
  public String cli(String... command) {
    return running().cli(command);
  }

  @Override
  public void flush() {
    running().flush();
  }

  @Override
  public void reset() {
    if (running() instanceof RedisServer server) {
      server.reset();
      return;
    }
    for (RedisServer server : servers()) {
      server.resume();
      if (server.isRunning()) {
        server.outOfMemory(false);
        server.failPersistence(false);
      }
    }
    running().reset();
  }

  @Override
  public Map<String, Long> commandCounts() {
    return running().commandCounts();
  }

  @Override
  public void resetCounts() {
    running().resetCounts();
  }

  /** As {@link RedisControl#kill}, of every server that has data; {@link #reset} starts them. */
  public void kill() {
    servers().forEach(RedisServer::kill);
  }

  /** As {@link RedisControl#pause}, of every server that has data. */
  public void pause() {
    servers().forEach(RedisServer::pause);
  }

  /** After {@link #pause}. */
  public void resume() {
    servers().forEach(RedisServer::resume);
  }

  /** As {@link RedisControl#outOfMemory}, of every server. */
  public void outOfMemory(boolean on) {
    servers().forEach(server -> server.outOfMemory(on));
  }

  /** As {@link RedisControl#failPersistence}, of every server. */
  public void failPersistence(boolean on) {
    servers().forEach(server -> server.failPersistence(on));
  }

  /**
   * As {@link RedisControl#makeReadOnly}; aborts a test on Sentinel or a cluster, where a server
   * does not stay in that state.
   */
  public void makeReadOnly() {
    if (running() instanceof RedisServer server) {
      server.makeReadOnly();
    } else {
      Assumptions.abort("no server stays read-only on " + kind());
    }
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    classes++;
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (--classes == 0) {
      close();
    }
  }

  /** For one that is no field of a test class. */
  @Override
  public synchronized void close() {
    fixture.ifPresent(
        running -> {
          if (running instanceof RedisServer server) {
            server.close();
          } else if (running instanceof RedisSentinels sentinels) {
            sentinels.close();
          } else if (running instanceof RedisCluster cluster) {
            cluster.close();
          }
        });
    fixture = Optional.empty();
  }
}
