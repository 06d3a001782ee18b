package dev.agentc.api;

import dev.agentc.redis.config.RedisFailure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One line per request. The route, not the path: a path may hold a name, a query may hold more. */
final class AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.agentc.api.access");

  private static final int LONGEST_METHOD = 16;
  private static final int LONGEST_CALLER = 128;
  private static final String NOBODY_KNOWN = "-";

  /**
   * What is logged of a request: nothing that only its sender should know.
   *
   * @param caller the name of a key or the subject of a token; empty when nobody knows who it is
   * @param error of a request that failed
   */
  record Ended(
      String method,
      String route,
      int status,
      String caller,
      String id,
      @Nullable ErrorCode error) {}

  private AccessLog() {}

  static void ended(Ended request, long startedNanos) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("method", cut(request.method(), LONGEST_METHOD))
            .addKeyValue("route", request.route())
            .addKeyValue("status", request.status())
            .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos))
            .addKeyValue(
                "caller",
                request.caller().isEmpty() ? NOBODY_KNOWN : cut(request.caller(), LONGEST_CALLER))
            .addKeyValue("request_id", request.id());
    ErrorCode error = request.error();
    if (error != null) {
      line = line.addKeyValue("error_code", error.name());
    }
    line.log("request");
  }

  /** What Redis did to a request; also when the request had its answer by then. */
  static void redisFailed(String method, String route, String id, RedisFailure failure) {
    LOG.atWarn()
        .addKeyValue("method", cut(method, LONGEST_METHOD))
        .addKeyValue("route", route)
        .addKeyValue("redis_failure", failure.getClass().getSimpleName())
        .addKeyValue(
            "executed", failure.outcome() == RedisFailure.Outcome.UNKNOWN ? "unknown" : "no")
        .addKeyValue("request_id", id)
        .log("Redis failed a request: {}", failure.getMessage());
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
