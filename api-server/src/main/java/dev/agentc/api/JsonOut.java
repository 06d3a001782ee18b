package dev.agentc.api;

import dev.agentc.repository.JsonValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.core.JsonGenerator;

/** What the replies write again and again. */
public final class JsonOut {

  private JsonOut() {}

  public static void text(JsonGenerator out, String name, Optional<String> value) {
    value.ifPresentOrElse(
        text -> out.writeStringProperty(name, text), () -> out.writeNullProperty(name));
  }

  public static void time(JsonGenerator out, String name, Instant value) {
    out.writeStringProperty(name, Reply.time(value));
  }

  /** A stored value, as its text: digits, order and unknown fields as they came. */
  public static void value(JsonGenerator out, String name, JsonValue value) {
    out.writeName(name);
    out.writeRawValue(value.text());
  }

  /** With its exponent, if it has one: plain notation of 1E-999999999 would fill the memory. */
  public static void decimal(JsonGenerator out, String name, Optional<BigDecimal> value) {
    out.writeName(name);
    out.writeRawValue(value.map(BigDecimal::toString).orElse("null"));
  }

  public static void integer(JsonGenerator out, String name, Optional<? extends Number> value) {
    out.writeName(name);
    out.writeRawValue(value.map(Number::toString).orElse("null"));
  }

  public static void texts(JsonGenerator out, String name, Iterable<String> values) {
    out.writeArrayPropertyStart(name);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  public static void members(JsonGenerator out, String name, Map<String, JsonValue> members) {
    out.writeObjectPropertyStart(name);
    members.forEach((key, value) -> value(out, key, value));
    out.writeEndObject();
  }

  /** A page: {@code items} as written by {@code writer}, then the numbers that lists share. */
  public static <T> Reply.JsonBody page(
      Iterable<T> items,
      BiConsumer<JsonGenerator, T> writer,
      long total,
      long limit,
      long offset,
      Optional<String> nextCursor) {
    return out -> {
      out.writeStartObject();
      out.writeArrayPropertyStart("items");
      items.forEach(item -> writer.accept(out, item));
      out.writeEndArray();
      out.writeNumberProperty("total", total);
      out.writeNumberProperty("limit", limit);
      out.writeNumberProperty("offset", offset);
      text(out, "next_cursor", nextCursor);
      out.writeEndObject();
    };
  }
}
