package dev.agentc.repository;

import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Whose sessions a repository sees. To one that is confined to a user, a session of anybody else is
 * not there. Decided in the same atomic step as what is done to the session, so that a change of
 * its user cannot come in between.
 *
 * @param user empty: everybody's
 */
public record Owner(Optional<UserId> user) {

  private static final Owner ANYBODY = new Owner(Optional.empty());

  public static Owner anybody() {
    return ANYBODY;
  }

  public static Owner of(UserId user) {
    return new Owner(Optional.of(user));
  }

  /** Whether it sees a session that belongs to {@code sessionUser}. */
  public boolean sees(Optional<UserId> sessionUser) {
    return user.isEmpty() || user.equals(sessionUser);
  }

  /** As the scripts take it, behind their other arguments. */
  public byte[] argument() {
    return user.map(UserId::value).orElse("").getBytes(StandardCharsets.UTF_8);
  }
}
