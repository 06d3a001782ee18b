package dev.agentc.api;

import dev.agentc.api.chat.ChatEndpoints;
import dev.agentc.api.health.HealthEndpoints;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.api.session.SessionLists;
import dev.agentc.api.user.UserEndpoints;
import dev.agentc.health.RedisHealths;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server: one connection to Redis, the repositories and the health on it, HTTP on top.
 * Owns all of them; started once, stopped once. It is up in its normal time whether Redis is there
 * or not.
 */
final class AgentcServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AgentcServer.class);

  private final RedisConnector connector;
  private final Repositories repositories;
  private final ApiServer http;

  private AgentcServer(RedisConnector connector, Repositories repositories, ApiServer http) {
    this.connector = connector;
    this.repositories = repositories;
    this.http = http;
  }

  /** No I/O yet. */
  static AgentcServer create(ServerConfig config) {
    RedisConnector connector = RedisConnectors.create(config.redis());
    Repositories repositories = RedisRepositories.create(connector, config.repositories());
    Clock clock = Clock.systemUTC();
    ServerLimits limits = config.api().limits();
    Admission admission = new Admission(limits.maxRequests(), limits.maxBodies());
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(new SessionEndpoints(repositories.sessions()).all());
    endpoints.add(
        Endpoint.data(
            Endpoint.Method.GET,
            "/api/v2/users/{user_id}/sessions",
            request ->
                SessionLists.ofUser(repositories.sessions(), PathIds.user(request), request)));
    endpoints.addAll(UserEndpoints.of(repositories.users()));
    endpoints.addAll(ChatEndpoints.of(repositories.chats(), repositories.metadata(), clock));
    endpoints.addAll(
        new HealthEndpoints(RedisHealths.create(connector, config.health()), admission, clock)
            .all());
    return new AgentcServer(
        connector, repositories, ApiServer.create(config.api(), endpoints, admission));
  }

  /**
   * Serves from now on. Throws when the port is taken.
   *
   * @return the report on Redis, when the first attempt to reach it has ended; never fails
   */
  CompletionStage<StartReport> start() {
    http.start();
    repositories.maintenance().start();
    return connector
        .validateConnection()
        .handle(
            (server, failure) ->
                failure == null ? StartReport.connected(server) : StartReport.failed(failure));
  }

  int port() {
    return http.port();
  }

  /** Drains, then ends. True when every request had ended in time. Blocks, within its limit. */
  boolean stop() throws InterruptedException {
    boolean idle = http.stop();
    if (!idle) {
      log.warn("Some requests had not ended in time and were cut off");
    }
    repositories.close();
    connector.close();
    return idle;
  }

  @Override
  public void close() {
    http.close();
    repositories.close();
    connector.close();
  }
}
