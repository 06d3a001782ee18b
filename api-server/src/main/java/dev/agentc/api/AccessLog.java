package dev.agentc.api;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per request. The route, not the path: a path may hold a name, a query may hold more. */
final class AccessLog {

  private static final Logger LOG = LoggerFactory.getLogger("dev.agentc.api.access");

  private AccessLog() {}

  static void ended(String method, String route, int status, long startedNanos, String id) {
    if (LOG.isInfoEnabled()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
      String verb = method.length() <= 16 ? method : method.substring(0, 16);
      LOG.atInfo()
          .addKeyValue("method", verb)
          .addKeyValue("route", route)
          .addKeyValue("status", status)
          .addKeyValue("ms", millis)
          .addKeyValue("request_id", id)
          .log("request");
    }
  }
}
