package dev.agentc.repository.session;

import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Where a page ended: its last entry, so that the next one starts behind it whatever was added or
 * removed meanwhile. Opaque to callers; carries its list's sort and user, to refuse another's.
 */
record SessionCursor(long score, String id) {

  String encode(SessionQuery query) {
    String text = scope(query) + "|" + score + "|" + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty without one; throws {@link InvalidValue} when it is not of this list. */
  static Optional<SessionCursor> of(SessionQuery query) {
    return query.cursor().map(cursor -> decode(cursor, query));
  }

  private static SessionCursor decode(String cursor, SessionQuery query) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split("\\|", -1);
      if (parts.length == 4
          && text.startsWith(scope(query) + "|")
          && SessionId.parse(parts[3]).isPresent()
          && parts[2].matches("[0-9]{1,18}")) {
        return new SessionCursor(Long.parseLong(parts[2]), parts[3]);
      }
    } catch (IllegalArgumentException e) {
      // Not base64: refused below like everything else that we did not make.
    }
    throw new InvalidValue(
        List.of(new Violation("cursor", "must be the next_cursor of a page of this list")));
  }

  private static String scope(SessionQuery query) {
    return query.sort().text() + "|" + query.userId().map(UserId::value).orElse("");
  }
}
