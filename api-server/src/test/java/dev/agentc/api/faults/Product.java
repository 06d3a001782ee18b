package dev.agentc.api.faults;

import dev.agentc.api.ServerProcess;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is tested, both ways: the libraries in this JVM and the server in another, on one Redis,
 * with a command timeout of half a second and everything else as it comes.
 */
final class Product implements AutoCloseable {

  static final Duration COMMAND_TIMEOUT = Duration.ofMillis(500);

  private final Map<String, String> settings;
  private final RedisConnector connector;
  private final Repositories repositories;
  private final String url;
  // Guarded by this.
  private ServerProcess server;

  Product(Map<String, String> redis, String... more) {
    this.settings = new HashMap<>(redis);
    settings.put("REDIS_SOCKET_TIMEOUT", "0.5");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    this.connector = connector(settings);
    this.repositories = RedisRepositories.create(connector, RepositoryConfig.builder().build());
    this.server = ServerProcess.run(settings);
    this.url = server.url();
  }

  static RedisConnector connector(Map<String, String> settings) {
    RedisConnector connector = RedisConnectors.create(RedisConfig.from(settings));
    connector.connect().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    return connector;
  }

  List<Door> doors() {
    return List.of(new LibraryDoor(repositories), new HttpDoor(this::url));
  }

  /** The same for every server of this product. */
  String url() {
    return url;
  }

  synchronized ServerProcess server() {
    return server;
  }

  RedisConnector connector() {
    return connector;
  }

  /** {@code kill -9}, and another one with the same settings and port. */
  synchronized void killServerAndStartAnother() {
    int port = server.port();
    server.close();
    Map<String, String> same = new HashMap<>(settings);
    same.put("AGENT_C_API_PORT", Integer.toString(port));
    server = ServerProcess.run(same);
    server.url();
  }

  @Override
  public void close() {
    repositories.close();
    connector.close();
    server().close();
  }
}
