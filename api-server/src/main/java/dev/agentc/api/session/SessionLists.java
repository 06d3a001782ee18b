package dev.agentc.api.session;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.JsonOut;
import dev.agentc.api.QueryReader;
import dev.agentc.api.Reply;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.session.SessionSort;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Lists of sessions: of all, or of one user. */
public final class SessionLists {

  private static final long MAX_OFFSET = (1L << 53) - 1;

  /** Characters of one session in a list. */
  private static final long TYPICAL_SUMMARY = 512;

  private SessionLists() {}

  /** {@code GET /sessions}: all, or those of the user that the query names. */
  static CompletionStage<Reply> all(SessionRepository sessions, ApiRequest request) {
    QueryReader in = request.queryReader();
    Optional<UserId> user =
        in.parsed(
            "user_id", "1 to 128 letters, digits or any of _.@:+- and not . or ..", UserId::parse);
    return list(own(sessions, request), query(in, user));
  }

  /**
   * {@code GET /users/{user_id}/sessions}: one user's, whatever {@code user_id} the query has. To a
   * user there is no other one.
   */
  public static CompletionStage<Reply> ofUser(
      SessionRepository sessions, UserId user, ApiRequest request) {
    if (request.caller().owner().filter(owner -> !owner.equals(user)).isPresent()) {
      throw new UserNotFound(user);
    }
    return list(own(sessions, request), query(request.queryReader(), Optional.of(user)));
  }

  private static SessionQuery query(QueryReader in, Optional<UserId> user) {
    long limit = in.integer("limit", SessionQuery.DEFAULT_LIMIT, 1, SessionQuery.MAX_LIMIT);
    long offset = in.integer("offset", 0, 0, MAX_OFFSET);
    Optional<String> cursor = in.text("cursor");
    SessionSort sort =
        in.parsed(
                "sort",
                "one of -last_activity, last_activity, -created_at, created_at",
                SessionSort::parse)
            .orElse(SessionSort.LAST_ACTIVITY_DESCENDING);
    if (cursor.isPresent() && offset != 0) {
      in.violation("offset", "must be 0 with a cursor: was " + offset);
    }
    in.finish();
    return new SessionQuery((int) limit, offset, cursor, sort, user);
  }

  private static CompletionStage<Reply> list(SessionRepository sessions, SessionQuery query) {
    return sessions
        .list(query)
        .thenApply(
            page ->
                Reply.ok(
                        JsonOut.page(
                            page.items(),
                            SessionJson::write,
                            page.total(),
                            page.limit(),
                            page.offset(),
                            page.nextCursor()))
                    .large(TYPICAL_SUMMARY * page.items().size()));
  }

  private static SessionRepository own(SessionRepository sessions, ApiRequest request) {
    return request.caller().own(sessions, SessionRepository::ownedBy);
  }
}
