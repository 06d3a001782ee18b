package dev.agentc.api.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/** Times as people type them: {@code 30s}, {@code 500ms}, {@code 2m}, {@code 1.5} (seconds). */
final class Durations {

  private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?)(ms|s|m|)");

  private Durations() {}

  /** Throws the parser's exception with the rule and the value. */
  static Duration parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException("must be a time such as 30s, 500ms or 2m: was " + text);
    }
    long millisPerUnit =
        switch (matcher.group(2)) {
          case "ms" -> 1;
          case "m" -> 60_000;
          default -> 1_000;
        };
    return Duration.ofMillis(
        new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(millisPerUnit)).longValue());
  }
}
