package dev.agentc.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code Link} headers of paged lists. */
public final class Links {

  private Links() {}

  /** The same path and query with some parameters put in place of the old ones. */
  public static String next(ApiRequest request, Map<String, String> parameters) {
    Map<String, String> all = new LinkedHashMap<>();
    request.query().values().forEach((name, values) -> all.put(name, values.get(0)));
    all.putAll(parameters);
    List<String> pairs = new ArrayList<>();
    all.forEach(
        (name, value) -> pairs.add(PercentCoding.encode(name) + "=" + PercentCoding.encode(value)));
    return "<" + request.path() + "?" + String.join("&", pairs) + ">; rel=\"next\"";
  }
}
