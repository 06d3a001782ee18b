package dev.agentc.api;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads typed query parameters and collects every violation; {@link #finish()} throws them all.
 * Values that are refused read as their fallback. Not thread-safe; one for each request.
 */
public final class QueryReader extends Violations {

  private final QueryParameters query;

  QueryReader(QueryParameters query) {
    this.query = query;
  }

  public boolean has(String name) {
    return !query.all(name).isEmpty();
  }

  /** A parameter that is given at most once. */
  public Optional<String> text(String name) {
    List<String> values = query.all(name);
    if (values.size() > 1) {
      violation(name, "must be given once: was given " + values.size() + " times");
    }
    return values.stream().findFirst();
  }

  /** A decimal integer in a range. */
  public long integer(String name, long fallback, long min, long max) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return fallback;
    }
    Optional<Long> value = text.flatMap(QueryReader::parse).filter(v -> v >= min && v <= max);
    if (value.isEmpty()) {
      violation(
          name, "must be an integer between " + min + " and " + max + ": was " + shown(text.get()));
    }
    return value.orElse(fallback);
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String name, boolean fallback) {
    return parsed(
            name,
            "true or false",
            text ->
                text.equals("true") || text.equals("false")
                    ? Optional.of(text.equals("true"))
                    : Optional.empty())
        .orElse(fallback);
  }

  /** Whatever {@code parser} makes of it; empty from the parser is a violation. */
  public <T> Optional<T> parsed(
      String name, String expected, Function<String, Optional<T>> parser) {
    Optional<String> text = text(name);
    Optional<T> value = text.flatMap(parser);
    if (text.isPresent() && value.isEmpty()) {
      violation(name, "must be " + expected + ": was " + shown(text.get()));
    }
    return value;
  }

  private static Optional<Long> parse(String text) {
    return text.matches("-?[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}
