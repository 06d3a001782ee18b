package dev.agentc.repository;

import java.util.ArrayDeque;
import java.util.Deque;
import tools.jackson.databind.JsonNode;

/**
 * Half a character, as an escape like backslash-u-D800 can smuggle in: no UTF-8 can carry it, so it
 * is refused.
 */
final class LoneSurrogates {

  private LoneSurrogates() {}

  static void refuseIn(JsonNode root) {
    Deque<JsonNode> rest = new ArrayDeque<>();
    rest.push(root);
    while (!rest.isEmpty()) {
      JsonNode node = rest.pop();
      if (node.isString()) {
        refuseIn(node.stringValue());
      } else if (node.isObject()) {
        node.propertyNames().forEach(LoneSurrogates::refuseIn);
      }
      node.values().forEach(rest::push);
    }
  }

  private static void refuseIn(String text) {
    // A pair arrives here as one code point above them all, so what is in this range has no
    // partner.
    if (text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
      throw new JsonException(
          JsonException.Reason.UNACCEPTABLE, "must not hold a lone surrogate", null);
    }
  }
}
