package dev.agentc.api;

import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;

/** Ids in paths. One that cannot exist is not found, like one that does not. */
public final class PathIds {

  private PathIds() {}

  /** The parameter {@code session_id}; a 404 unless it can be a session's. */
  public static SessionId session(ApiRequest request) {
    String id = request.pathParameter("session_id");
    return SessionId.parse(id)
        .orElseThrow(
            () ->
                notFound(
                    ErrorCode.SESSION_NOT_FOUND, "Session", Violations.shown(id), "session_id"));
  }

  /** The parameter {@code user_id}; a 404 unless it can be a user's. */
  public static UserId user(ApiRequest request) {
    String id = request.pathParameter("user_id");
    return UserId.parse(id)
        .orElseThrow(
            () -> notFound(ErrorCode.USER_NOT_FOUND, "User", Violations.shown(id), "user_id"));
  }

  /** A 404 that names what is missing, as the repositories' own do. */
  public static ApiException notFound(ErrorCode code, String what, String id, String param) {
    return ApiException.of(code, what + " " + id + " not found").withParam(param, id);
  }
}
