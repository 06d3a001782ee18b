package dev.agentc.repository.user;

import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A place in the list of users: behind this one.
 *
 * @param micros its time of creation
 */
record UserCursor(long micros, UserId id) {

  private static final String KIND = "users1";

  static UserCursor of(User user) {
    return new UserCursor(Long.parseLong(UserCodec.micros(user.createdAt())), user.id());
  }

  String text() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((KIND + "/" + micros + "/" + id).getBytes(StandardCharsets.UTF_8));
  }

  /** Throws {@link InvalidValue} for what {@link #text()} has not made. */
  static UserCursor parse(String text) {
    return decode(text)
        .orElseThrow(
            () ->
                new InvalidValue(
                    List.of(new Violation("cursor", "must be a next_cursor of this list"))));
  }

  private static Optional<UserCursor> decode(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      String[] parts = plain.split("/", 3);
      return parts.length == 3 && parts[0].equals(KIND)
          ? UserId.parse(parts[2]).map(id -> new UserCursor(Long.parseLong(parts[1]), id))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
