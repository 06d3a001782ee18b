package dev.agentc.repository.chat;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An interaction's name: 1 to 128 of letters, digits and {@code _ . : -}, but neither "." nor "..".
 */
public record InteractionId(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

  public InteractionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "interaction id must be 1 to 128 letters, digits or any of _.:- and not . or ..");
    }
  }

  /** Empty when {@code value} cannot be the id of any interaction. */
  public static Optional<InteractionId> parse(String value) {
    return isValid(value) ? Optional.of(new InteractionId(value)) : Optional.empty();
  }

  private static boolean isValid(String value) {
    return ALLOWED.matcher(value).matches() && !value.equals(".") && !value.equals("..");
  }

  @Override
  public String toString() {
    return value;
  }
}
