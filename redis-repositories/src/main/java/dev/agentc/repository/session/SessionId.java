package dev.agentc.repository.session;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A session's name: a slug of two to four lower-case words, at most 128 characters, such as {@code
 * tiger-castle}.
 */
public record SessionId(String value) {

  private static final Pattern SLUG = Pattern.compile("[a-z]+(?:-[a-z]+){1,3}");
  private static final int MAX_LENGTH = 128;

  public SessionId {
    if (!isValid(value)) {
      throw new IllegalArgumentException("session id must be a slug of 2 to 4 lower-case words");
    }
  }

  /** Empty when {@code value} cannot be the id of any session. */
  public static Optional<SessionId> parse(String value) {
    return isValid(value) ? Optional.of(new SessionId(value)) : Optional.empty();
  }

  private static boolean isValid(String value) {
    return value.length() <= MAX_LENGTH && SLUG.matcher(value).matches();
  }

  @Override
  public String toString() {
    return value;
  }
}
