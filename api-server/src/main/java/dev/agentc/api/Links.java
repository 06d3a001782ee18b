package dev.agentc.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** {@code Link} headers of paged lists. */
public final class Links {

  private Links() {}

  /** The same path and query with some parameters put in place of the old ones. */
  public static String next(ApiRequest request, Map<String, String> parameters) {
    Map<String, List<String>> all = new LinkedHashMap<>(request.query().values());
    parameters.forEach((name, value) -> all.put(name, List.of(value)));
    return next(request.path(), all);
  }

  /** The same path with these parameters and no others. */
  public static String nextWithOnly(ApiRequest request, SortedMap<String, String> parameters) {
    Map<String, List<String>> all = new LinkedHashMap<>();
    parameters.forEach((name, value) -> all.put(name, List.of(value)));
    return next(request.path(), all);
  }

  private static String next(String path, Map<String, List<String>> parameters) {
    List<String> pairs = new ArrayList<>();
    parameters.forEach((name, values) -> values.forEach(value -> pairs.add(pair(name, value))));
    return "<" + path + "?" + String.join("&", pairs) + ">; rel=\"next\"";
  }

  private static String pair(String name, String value) {
    return PercentCoding.encode(name) + "=" + PercentCoding.encode(value);
  }
}
