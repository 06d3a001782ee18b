package dev.agentc.api;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a request says before its body. */
record RequestHead(HttpServerExchange exchange) {

  String method() {
    return exchange.getRequestMethod().toString();
  }

  boolean isRead() {
    return method().equals("GET") || method().equals("HEAD");
  }

  /** Without a host, still percent-encoded; begins with a slash. */
  String path() {
    String uri = exchange.getRequestURI();
    if (exchange.isHostIncludedInRequestURI()) {
      int slash = uri.indexOf('/', uri.indexOf("//") + 2);
      uri = slash < 0 ? "/" : uri.substring(slash);
    }
    return uri.startsWith("/") ? uri : "/" + uri;
  }

  List<String> values(String name) {
    HeaderValues values = exchange.getRequestHeaders().get(name);
    return values == null ? List.of() : values;
  }

  /** All values by lower-case name. */
  Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new HashMap<>();
    for (HeaderValues values : exchange.getRequestHeaders()) {
      headers.put(values.getHeaderName().toString().toLowerCase(Locale.ROOT), List.copyOf(values));
    }
    return headers;
  }
}
