package dev.agentc.repository.user;

import java.util.Optional;

/**
 * Which page of all users, newest first.
 *
 * @param limit 1 to 100
 * @param offset users to pass over; not with a cursor
 * @param cursor {@link UserPage#nextCursor} of the page before
 */
public record UserQuery(int limit, int offset, Optional<String> cursor) {

  public static final int MAX_LIMIT = 100;

  public UserQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be between 1 and 100: was " + limit);
    }
    if (offset < 0) {
      throw new IllegalArgumentException("offset must be at least 0: was " + offset);
    }
    if (offset > 0 && cursor.isPresent()) {
      throw new IllegalArgumentException("offset must be 0 with a cursor: was " + offset);
    }
  }

  public static UserQuery page(int limit, int offset) {
    return new UserQuery(limit, offset, Optional.empty());
  }

  public static UserQuery after(String cursor, int limit) {
    return new UserQuery(limit, 0, Optional.of(cursor));
  }
}
