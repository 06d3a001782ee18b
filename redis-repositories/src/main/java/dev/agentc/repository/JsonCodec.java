package dev.agentc.repository;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON in and out, strict and lossless: one value in UTF-8, no duplicate key, no NaN, at most
 * {@value #MAX_DEPTH} levels, and every number with all its digits. Thread-safe. Cost: linear in
 * the text.
 */
public final class JsonCodec {

  /** Deepest nesting of objects and arrays. */
  public static final int MAX_DEPTH = 500;

  /** Most characters of one number. */
  public static final int MAX_NUMBER_LENGTH = 1_000;

  /** Most members of all objects of a document together: far beyond what a chat needs. */
  public static final int MAX_MEMBERS = 50_000;

  private static final JsonMapper MAPPER = mapper();

  private JsonCodec() {}

  /** Parses one value from UTF-8; {@link JsonException} says what is wrong. */
  public static JsonNode parse(byte[] utf8) {
    return parse(decode(utf8));
  }

  /** Parses one value. */
  public static JsonNode parse(String text) {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      throw new JsonException(JsonException.Reason.UNACCEPTABLE, beyondLimits(), e);
    } catch (JacksonException e) {
      throw malformed(e);
    }
    if (node.isMissingNode()) {
      throw new JsonException(JsonException.Reason.MALFORMED, "must be JSON: was empty", null);
    }
    LoneSurrogates.refuseIn(node);
    refuseTooManyMembers(node);
    return node;
  }

  private static void refuseTooManyMembers(JsonNode root) {
    Deque<JsonNode> rest = new ArrayDeque<>(List.of(root));
    for (long members = 0; !rest.isEmpty(); ) {
      JsonNode node = rest.pop();
      members += node.isObject() ? node.size() : 0;
      if (members > MAX_MEMBERS) {
        throw new JsonException(
            JsonException.Reason.UNACCEPTABLE,
            "must have at most " + MAX_MEMBERS + " members in its objects",
            null);
      }
      node.values().forEach(rest::push);
    }
  }

  public static JsonValue value(JsonNode node) {
    return new JsonValue(MAPPER.writeValueAsString(node));
  }

  /** From plain Java: null, Boolean, Number, String, List, Map with String keys. */
  public static JsonValue value(Object java) {
    return value(MAPPER.<JsonNode>valueToTree(java));
  }

  public static JsonNode node(JsonValue value) {
    return MAPPER.readTree(value.text());
  }

  /** For writing with a generator. */
  public static JsonMapper mapperForWriting() {
    return MAPPER;
  }

  private static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .build())
            .streamWriteConstraints(
                StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH + 10).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory)
        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
        .build();
  }

  private static String decode(byte[] utf8) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new JsonException(JsonException.Reason.MALFORMED, "must be UTF-8", e);
    }
  }

  private static JsonException malformed(JacksonException e) {
    // Jackson itself refuses half a character in a name, and has no type of its own for that.
    if (String.valueOf(e.getOriginalMessage()).contains("surrogate")) {
      return new JsonException(
          JsonException.Reason.UNACCEPTABLE, "must not hold a lone surrogate", e);
    }
    var at = e.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new JsonException(JsonException.Reason.MALFORMED, "must be JSON: broken" + where, e);
  }

  private static String beyondLimits() {
    return "must be nested at most "
        + MAX_DEPTH
        + " deep, with numbers of at most "
        + MAX_NUMBER_LENGTH
        + " characters";
  }
}
