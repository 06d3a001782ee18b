package dev.agentc.api;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads typed fields of a JSON object and collects every violation; {@link #finish()} throws them
 * all. A field that is absent, null or of another type reads as empty (another type is a
 * violation). Not thread-safe; one for each request.
 */
public final class FieldReader extends Violations {

  private final ObjectNode object;
  private final String prefix;

  private FieldReader(ObjectNode object, String prefix) {
    this.object = object;
    this.prefix = prefix;
  }

  public static FieldReader of(ObjectNode object) {
    return new FieldReader(object, "");
  }

  /** For an object within another: {@code path} comes before its fields' names. */
  public static FieldReader of(ObjectNode object, String path) {
    return new FieldReader(object, path + ".");
  }

  public ObjectNode object() {
    return object;
  }

  /** Given, be it as null. */
  public boolean has(String name) {
    return object.has(name);
  }

  /** Given as null. */
  public boolean isNull(String name) {
    JsonNode node = object.get(name);
    return node != null && node.isNull();
  }

  public Optional<JsonNode> node(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  public Optional<String> text(String name) {
    Optional<JsonNode> node = node(name);
    Optional<String> text = node.filter(JsonNode::isString).map(JsonNode::stringValue);
    return expect(name, "a string", node, text);
  }

  /** A string of {@code min} to {@code max} Unicode code points. */
  public Optional<String> text(String name, int min, int max) {
    Optional<String> text = text(name);
    int length = text.map(value -> value.codePointCount(0, value.length())).orElse(min);
    if (length < min || length > max) {
      violation(
          prefix + name, "must be between " + min + " and " + max + " characters: was " + length);
      return Optional.empty();
    }
    return text;
  }

  /** A string that must be there. */
  public String requiredText(String name, int min, int max) {
    requireGiven(name);
    return text(name, min, max).orElse("");
  }

  /** A violation when the field is absent or null. */
  public void requireGiven(String name) {
    if (node(name).isEmpty()) {
      violation(prefix + name, "must be given");
    }
  }

  public Optional<Boolean> flag(String name) {
    Optional<JsonNode> node = node(name);
    return expect(
        name, "true or false", node, node.filter(JsonNode::isBoolean).map(JsonNode::booleanValue));
  }

  /** A number, with all its digits; whether it fits is for the rules that it meets. */
  public Optional<BigDecimal> number(String name) {
    Optional<JsonNode> node = node(name);
    return expect(
        name, "a number", node, node.filter(JsonNode::isNumber).map(JsonNode::decimalValue));
  }

  public Optional<List<String>> texts(String name) {
    Optional<JsonNode> node = node(name);
    return expect(
        name, "a list of strings", node, node.filter(FieldReader::isTexts).map(FieldReader::texts));
  }

  /** An object, as its text. */
  public Optional<JsonValue> objectValue(String name) {
    Optional<JsonNode> node = node(name);
    return expect(name, "an object", node, node.filter(JsonNode::isObject).map(JsonCodec::value));
  }

  /** An object, member by member. */
  public Optional<Map<String, JsonValue>> members(String name) {
    Optional<JsonNode> node = node(name);
    return expect(
        name, "an object", node, node.filter(JsonNode::isObject).map(FieldReader::members));
  }

  /** The elements of a list. */
  public Optional<List<JsonNode>> list(String name) {
    Optional<JsonNode> node = node(name);
    return expect(
        name,
        "a list",
        node,
        node.filter(JsonNode::isArray).map(array -> List.copyOf(array.values())));
  }

  private <T> Optional<T> expect(
      String name, String expected, Optional<JsonNode> node, Optional<T> value) {
    if (node.isPresent() && value.isEmpty()) {
      violation(
          prefix + name,
          "must be " + expected + ": was " + shown(JsonCodec.value(node.get()).text()));
    }
    return value;
  }

  private static boolean isTexts(JsonNode node) {
    return node.isArray() && node.values().stream().allMatch(JsonNode::isString);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.values().forEach(text -> texts.add(text.stringValue()));
    return texts;
  }

  private static Map<String, JsonValue> members(JsonNode object) {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    object
        .properties()
        .forEach(member -> members.put(member.getKey(), JsonCodec.value(member.getValue())));
    return members;
  }
}
