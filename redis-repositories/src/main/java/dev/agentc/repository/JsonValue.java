package dev.agentc.repository;

import java.nio.charset.StandardCharsets;

/**
 * Any JSON value, kept as its compact text so that nothing is lost: numbers keep all digits,
 * objects their order and unknown fields. Made by {@link JsonCodec}, which guarantees that the text
 * is valid. Equal when the texts are.
 */
public record JsonValue(String text) {

  /** What kind of value it is; JSON tells by the first character. */
  public enum Kind {
    OBJECT,
    ARRAY,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL
  }

  public JsonValue {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("text must be a JSON value: was empty");
    }
  }

  /** From bytes that this library wrote. */
  public static JsonValue stored(byte[] utf8) {
    return new JsonValue(new String(utf8, StandardCharsets.UTF_8));
  }

  public byte[] utf8() {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  public Kind kind() {
    return switch (text.charAt(0)) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.STRING;
      case 't', 'f' -> Kind.BOOLEAN;
      case 'n' -> Kind.NULL;
      default -> Kind.NUMBER;
    };
  }

  @Override
  public String toString() {
    return text;
  }
}
