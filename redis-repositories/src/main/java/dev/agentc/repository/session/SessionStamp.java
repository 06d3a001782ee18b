package dev.agentc.repository.session;

import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Where a session stands after a script on its chat: what the session indexes must follow.
 *
 * @param moved whether anything of the rest has changed
 * @param createdAt in microseconds since 1970, in decimal digits, as stored
 * @param lastActivity likewise
 * @param expiresAt in milliseconds since 1970, likewise
 */
public record SessionStamp(
    boolean moved,
    String createdAt,
    String lastActivity,
    String expiresAt,
    Optional<UserId> userId) {

  /** How many elements of a script's reply it takes, the status included. */
  public static final int SIZE = 6;

  /** From the front of a script's reply. */
  public static SessionStamp of(List<Object> reply) {
    return new SessionStamp(
        text(reply.get(1)).equals("1"),
        text(reply.get(2)),
        text(reply.get(3)),
        text(reply.get(4)),
        Optional.of(text(reply.get(5))).filter(id -> !id.isEmpty()).map(UserId::new));
  }

  private static String text(Object bytes) {
    return new String((byte[]) bytes, StandardCharsets.UTF_8);
  }
}
