package dev.agentc.repository.session;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what scripts reply: byte arrays, Longs and Lists. */
final class Replies {

  private Replies() {}

  static String text(Object value) {
    return new String((byte[]) value, StandardCharsets.UTF_8);
  }

  static String text(List<Object> reply, int index) {
    return text(reply.get(index));
  }

  /** A score, which Redis may spell with an exponent. */
  static long integer(Object value) {
    return value instanceof Long number ? number : new BigDecimal(text(value)).longValueExact();
  }

  /** An HGETALL. */
  static Map<String, byte[]> map(Object list) {
    Map<String, byte[]> map = new LinkedHashMap<>();
    List<?> flat = (List<?>) list;
    for (int i = 0; i < flat.size(); i += 2) {
      map.put(text(flat.get(i)), (byte[]) flat.get(i + 1));
    }
    return map;
  }
}
