package dev.agentc.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The decoded query, in order. */
public record QueryParameters(Map<String, List<String>> values) {

  /** Throws a 400 for broken percent-encoding. */
  static QueryParameters parse(String raw) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    if (!raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        if (!pair.isEmpty()) {
          values
              .computeIfAbsent(
                  PercentCoding.decode(name, PercentCoding.Plus.SPACE), n -> new ArrayList<>())
              .add(PercentCoding.decode(value, PercentCoding.Plus.SPACE));
        }
      }
    }
    return new QueryParameters(values);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }
}
