package dev.agentc.api.debug;

import static dev.agentc.api.Endpoint.Method.GET;
import static dev.agentc.api.Endpoint.Method.POST;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.JsonOut;
import dev.agentc.api.QueryReader;
import dev.agentc.api.Reply;
import dev.agentc.health.CheckName;
import dev.agentc.health.HealthReport;
import dev.agentc.health.RedisHealth;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** {@code /debug/redis/*} of api-v2, section 6: each way to get at Redis, to be tried by hand. */
public final class RedisDebugEndpoints {

  private static final int MAX_KEY = 128;
  private static final String REPOSITORY_TYPE = "RedisSessionRepository";
  private static final List<String> SERVER_INFO =
      List.of(
          "redis_version",
          "redis_mode",
          "used_memory_human",
          "connected_clients",
          "uptime_in_seconds");

  private final RedisHealth health;
  private final RedisTestKeys keys;
  private final SessionRepository sessions;

  private RedisDebugEndpoints(RedisHealth health, RedisTestKeys keys, SessionRepository sessions) {
    this.health = health;
    this.keys = keys;
    this.sessions = sessions;
  }

  /**
   * Under the API's base path and, where the Python API had them, at the root.
   *
   * @param writes whether the one that writes is there, too
   */
  public static List<Endpoint> of(
      RedisAccess access,
      RedisHealth health,
      SessionRepository sessions,
      String keyPrefix,
      boolean writes) {
    RedisDebugEndpoints endpoints =
        new RedisDebugEndpoints(health, new RedisTestKeys(access, keyPrefix), sessions);
    List<Endpoint> all = new ArrayList<>();
    for (String base : List.of("/debug/redis/", "/api/v2/debug/redis/")) {
      all.add(get(base + "status", endpoints::status));
      all.add(get(base + "ping", endpoints::ping));
      all.add(get(base + "ping-optional", endpoints::pingOptional));
      all.add(get(base + "test-get/{key}", endpoints::testGet));
      all.add(get(base + "session-repository-test", endpoints::repository));
      all.add(get(base + "session-repository-optional-test", endpoints::repositoryOptional));
      if (writes) {
        all.add(Endpoint.admin(POST, base + "test-set/{key}", Endpoint.JSON, endpoints::testSet));
      }
    }
    return all;
  }

  private static Endpoint get(String path, Endpoint.Handler handler) {
    return Endpoint.admin(GET, path, Endpoint.JSON, handler);
  }

  private CompletionStage<Reply> status(ApiRequest request) {
    return health.check().thenApply(RedisDebugEndpoints::status);
  }

  private static Reply status(HealthReport report) {
    Map<String, @Nullable Object> connection = report.check(CheckName.CONNECTIVITY).details();
    Map<String, @Nullable Object> info = report.check(CheckName.SERVER_INFO).details();
    boolean connected = Boolean.TRUE.equals(connection.get("connected"));
    return Reply.ok(
        out -> {
          out.writeStartObject();
          out.writeBooleanProperty("connected", connected);
          if (connected) {
            out.writeObjectPropertyStart("server_info");
            SERVER_INFO.forEach(name -> out.writePOJOProperty(name, info.get(name)));
            out.writeEndObject();
          } else {
            out.writeNullProperty("server_info");
          }
          JsonOut.text(out, "error", report.check(CheckName.CONNECTIVITY).error());
          for (String name : List.of("host", "port", "db")) {
            out.writePOJOProperty(name, connection.get(name));
          }
          out.writeEndObject();
        });
  }

  private CompletionStage<Reply> ping(ApiRequest request) {
    return keys.ping().thenApply(RedisDebugEndpoints::pong);
  }

  private CompletionStage<Reply> pingOptional(ApiRequest request) {
    return keys.pingOptional()
        .thenApply(
            pong -> pong.map(RedisDebugEndpoints::pong).orElseGet(RedisDebugEndpoints::away));
  }

  private static Reply pong(String pong) {
    return texts("success", "ping", pong);
  }

  private CompletionStage<Reply> testSet(ApiRequest request) {
    String key = key(request);
    QueryReader query = request.queryReader();
    Optional<String> value = query.text("value");
    if (value.isEmpty()) {
      query.violation("value", "is required");
    }
    query.finish();
    String text = value.orElseThrow();
    return keys.set(key, text)
        .thenApply(result -> texts("success", "key", key, "value", text, "result", result));
  }

  private CompletionStage<Reply> testGet(ApiRequest request) {
    String key = key(request);
    return keys.get(key)
        .thenApply(
            value ->
                Reply.ok(
                    out -> {
                      out.writeStartObject();
                      out.writeStringProperty("status", "success");
                      out.writeStringProperty("key", key);
                      JsonOut.text(out, "value", value);
                      out.writeEndObject();
                    }));
  }

  private CompletionStage<Reply> repository(ApiRequest request) {
    return sessions
        .list(SessionQuery.first().withLimit(1))
        .thenApply(
            page ->
                texts(
                    "success",
                    "message",
                    "The session repository answers; it holds " + page.total() + " sessions",
                    "repository_type",
                    REPOSITORY_TYPE));
  }

  private CompletionStage<Reply> repositoryOptional(ApiRequest request) {
    return keys.pingOptional()
        .thenCompose(
            pong ->
                pong.isPresent() ? repository(request) : CompletableFuture.completedFuture(away()));
  }

  private static Reply away() {
    return texts("unavailable", "message", "Redis is not available");
  }

  private static Reply texts(String status, String... namesAndValues) {
    return Reply.ok(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", status);
          for (int i = 0; i < namesAndValues.length; i += 2) {
            out.writeStringProperty(namesAndValues[i], namesAndValues[i + 1]);
          }
          out.writeEndObject();
        });
  }

  private static String key(ApiRequest request) {
    String key = request.pathParameter("key");
    int length = key.codePointCount(0, key.length());
    if (length > MAX_KEY) {
      throw ApiException.invalid("key", "must have 1 to 128 characters: had " + length);
    }
    return key;
  }
}
