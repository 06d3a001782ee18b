package dev.agentc.repository.session;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import java.util.Comparator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Compares JSON by value and merges it by RFC 7396. */
final class JsonMerge {

  /** Numbers by their value: 1.10 is 1.1. Jackson asks this for leaves only. */
  private static final Comparator<JsonNode> BY_VALUE =
      (a, b) ->
          a.isNumber() && b.isNumber()
              ? a.decimalValue().compareTo(b.decimalValue())
              : a.equals(b) ? 0 : 1;

  private JsonMerge() {}

  static boolean equal(JsonValue a, JsonValue b) {
    return a.equals(b) || JsonCodec.node(a).equals(BY_VALUE, JsonCodec.node(b));
  }

  /** The object {@code patch} applied to {@code target}, or to nothing. */
  static JsonValue merged(JsonValue target, JsonValue patch) {
    return JsonCodec.value(merged(JsonCodec.node(target), JsonCodec.node(patch)));
  }

  // Recursion is bounded by the deepest nesting that the codec takes.
  private static JsonNode merged(JsonNode target, JsonNode patch) {
    if (!(patch instanceof ObjectNode changes)) {
      return patch;
    }
    ObjectNode result =
        target instanceof ObjectNode object
            ? object.deepCopy()
            : JsonNodeFactory.instance.objectNode();
    changes
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isNull()) {
                result.remove(entry.getKey());
              } else {
                result.set(entry.getKey(), merged(result.path(entry.getKey()), entry.getValue()));
              }
            });
    return result;
  }
}
