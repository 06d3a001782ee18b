package dev.agentc.repository.user;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A user's name: 1 to 128 of the letters and digits of ASCII and {@code _ . @ : + -}, but neither
 * "." nor "..".
 */
public record UserId(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_.@:+-]{1,128}");

  public UserId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "user id must be 1 to 128 letters, digits or any of _.@:+- and not . or ..");
    }
  }

  /** Empty when {@code value} cannot be the id of any user. */
  public static Optional<UserId> parse(String value) {
    return isValid(value) ? Optional.of(new UserId(value)) : Optional.empty();
  }

  private static boolean isValid(String value) {
    return ALLOWED.matcher(value).matches() && !value.equals(".") && !value.equals("..");
  }

  @Override
  public String toString() {
    return value;
  }
}
