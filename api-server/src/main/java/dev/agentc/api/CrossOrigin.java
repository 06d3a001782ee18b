package dev.agentc.api;

import dev.agentc.api.Endpoint.Group;
import dev.agentc.api.auth.Refusals;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What browsers may do for the pages of other sites: CORS, and, where nobody is asked who he is, a
 * refusal of requests that a foreign page may have caused. A page's own credentials protect it then
 * neither: there are none. Immutable.
 */
final class CrossOrigin {

  private static final HttpString ORIGIN = new HttpString("Origin");
  private static final HttpString HOST = new HttpString("Host");
  private static final HttpString ASKS_FOR = new HttpString("Access-Control-Request-Method");
  private static final String ALLOW = "Access-Control-Allow-";
  private static final String HEADERS =
      "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-API-Key,"
          + " X-Request-Id";
  private static final String EXPOSED =
      "ETag, Idempotency-Replayed, Link, Location, Retry-After, WWW-Authenticate, X-Request-Id,"
          + " X-Total-Count";

  private final AllowedHosts hosts;
  private final boolean authenticates;

  CrossOrigin(AllowedHosts hosts, boolean authenticates) {
    this.hosts = hosts;
    this.authenticates = authenticates;
  }

  static boolean isPreflight(String method, HeaderMap headers) {
    return method.equals("OPTIONS") && headers.contains(ORIGIN) && headers.contains(ASKS_FOR);
  }

  /** What a browser asks before it sends a request of another site's page. */
  Reply preflight(HeaderMap headers, String methods) {
    if (!allowed(headers.getFirst(ORIGIN))) {
      throw Refusals.forbidden("Pages of this Origin may not call: see API_ALLOWED_HOSTS");
    }
    return Reply.noContent()
        .withHeader(ALLOW + "Methods", methods)
        .withHeader(ALLOW + "Headers", HEADERS)
        .withHeader("Access-Control-Max-Age", "600");
  }

  /**
   * Throws the 403 for what a foreign page may have caused. Where credentials are asked for that is
   * not needed: a browser adds none by itself, but for the pages of {@link Endpoint#isForBrowsers},
   * which change nothing.
   */
  void requireTrusted(Endpoint endpoint, HeaderMap headers) {
    if (authenticates || endpoint.group() == Group.HEALTH) {
      return;
    }
    String host = Optional.ofNullable(headers.getFirst(HOST)).orElse("");
    if (!hosts.allowsHostHeader(host)) {
      throw Refusals.forbidden(
          "Without authentication the Host must be an address, a name without a dot, or in"
              + " API_ALLOWED_HOSTS");
    }
    String origin = headers.getFirst(ORIGIN);
    boolean changes = endpoint.method() != Endpoint.Method.GET;
    if (changes && origin != null && !allowed(origin) && !same(origin, host)) {
      throw Refusals.forbidden(
          "Without authentication pages of this Origin may change nothing: see API_ALLOWED_HOSTS");
    }
  }

  /** To every reply, errors too: a page may read of it what it is allowed to. */
  void addTo(HeaderMap headers, HeaderMap reply) {
    reply.add(new HttpString("Vary"), "Origin");
    String origin = headers.getFirst(ORIGIN);
    if (allowed(origin)) {
      reply.put(new HttpString(ALLOW + "Origin"), origin);
      reply.put(new HttpString(ALLOW + "Credentials"), "true");
      reply.put(new HttpString("Access-Control-Expose-Headers"), EXPOSED);
    }
  }

  private boolean allowed(@Nullable String origin) {
    return origin != null && hosts.allowsOrigin(origin);
  }

  private static boolean same(String origin, String host) {
    int authority = origin.indexOf("://") + 3;
    return authority > 2 && origin.substring(authority).equals(host.toLowerCase(Locale.ROOT));
  }
}
