package dev.agentc.repository.session;

import dev.agentc.repository.Owner;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which sessions to list. Throws {@link InvalidValue} when out of range; {@link #violations} tells
 * beforehand.
 *
 * @param limit 1 to {@value #MAX_LIMIT}
 * @param offset how many to leave out; 0 with a cursor
 * @param cursor where to go on: a page's {@link SessionPage#nextCursor}, for the same sort and user
 * @param userId only this user's
 */
public record SessionQuery(
    int limit, long offset, Optional<String> cursor, SessionSort sort, Optional<UserId> userId) {

  public static final int DEFAULT_LIMIT = 10;
  public static final int MAX_LIMIT = 100;

  public SessionQuery {
    List<Violation> violations =
        new ArrayList<>(violations(BigInteger.valueOf(limit), BigInteger.valueOf(offset)));
    if (cursor.isPresent() && offset != 0) {
      violations.add(new Violation("offset", "must be 0 with a cursor: was " + offset));
    }
    if (!violations.isEmpty()) {
      throw new InvalidValue(violations);
    }
  }

  /** The first page of the default size, the latest activity first. */
  public static SessionQuery first() {
    return new SessionQuery(
        DEFAULT_LIMIT, 0, Optional.empty(), SessionSort.LAST_ACTIVITY_DESCENDING, Optional.empty());
  }

  public SessionQuery withLimit(int limit) {
    return new SessionQuery(limit, offset, cursor, sort, userId);
  }

  public SessionQuery withOffset(long offset) {
    return new SessionQuery(limit, offset, cursor, sort, userId);
  }

  public SessionQuery after(String cursor) {
    return new SessionQuery(limit, offset, Optional.of(cursor), sort, userId);
  }

  public SessionQuery sortedBy(SessionSort sort) {
    return new SessionQuery(limit, offset, cursor, sort, userId);
  }

  public SessionQuery of(UserId userId) {
    return new SessionQuery(limit, offset, cursor, sort, Optional.of(userId));
  }

  /** For a repository that is confined to a user. */
  SessionQuery ownedBy(Owner owner) {
    return owner.user().map(this::of).orElse(this);
  }

  /** The rules that these numbers break. */
  public static List<Violation> violations(BigInteger limit, BigInteger offset) {
    List<Violation> violations = new ArrayList<>();
    if (limit.signum() <= 0 || limit.compareTo(BigInteger.valueOf(MAX_LIMIT)) > 0) {
      violations.add(
          new Violation("limit", "must be between 1 and " + MAX_LIMIT + ": was " + limit));
    }
    if (offset.signum() < 0 || offset.bitLength() > 53) {
      violations.add(new Violation("offset", "must be 0 or more, below 2^53: was " + offset));
    }
    return violations;
  }
}
