package dev.agentc.api.user;

import static dev.agentc.api.Endpoint.Method.DELETE;
import static dev.agentc.api.Endpoint.Method.GET;
import static dev.agentc.api.Endpoint.Method.POST;
import static dev.agentc.api.Endpoint.Method.PUT;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.JsonOut;
import dev.agentc.api.PathIds;
import dev.agentc.api.QueryReader;
import dev.agentc.api.Reply;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.user.Cascade;
import dev.agentc.repository.user.User;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserQuery;
import dev.agentc.repository.user.UserRepository;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The API's section 3, but for a user's sessions, which are listed where sessions are. */
public final class UserEndpoints {

  private static final String USERS = "/api/v2/users";
  private static final String USER = USERS + "/{user_id}";
  private static final int DEFAULT_LIMIT = 10;

  private final UserRepository users;

  private UserEndpoints(UserRepository users) {
    this.users = users;
  }

  public static List<Endpoint> of(UserRepository users) {
    UserEndpoints endpoints = new UserEndpoints(users);
    return List.of(
        Endpoint.data(POST, USERS, endpoints::create),
        Endpoint.data(GET, USERS, endpoints::list),
        Endpoint.data(GET, USER, endpoints::find),
        Endpoint.data(PUT, USER, endpoints::replace),
        Endpoint.data(DELETE, USER, endpoints::delete));
  }

  private CompletionStage<Reply> create(ApiRequest request) {
    return users(request)
        .create(UserBody.create(request), request.idempotencyKey())
        .thenApply(
            written ->
                UserJson.reply(201, written.value())
                    // No character of a user id needs an escape in a path.
                    .withHeader("Location", USERS + "/" + written.value().id())
                    .replayed(written.replayed()));
  }

  private CompletionStage<Reply> list(ApiRequest request) {
    UserQuery query = query(request.queryReader());
    return users(request)
        .list(query)
        .thenApply(
            page ->
                Reply.ok(
                        JsonOut.page(
                            page.items(),
                            UserJson::write,
                            page.total(),
                            query.limit(),
                            query.offset(),
                            page.nextCursor()))
                    .large(page.items().stream().mapToLong(UserJson::size).sum()));
  }

  private static UserQuery query(QueryReader in) {
    int limit = (int) in.integer("limit", DEFAULT_LIMIT, 1, UserQuery.MAX_LIMIT);
    int offset = (int) in.integer("offset", 0, 0, Integer.MAX_VALUE);
    Optional<String> cursor = in.text("cursor");
    if (cursor.isPresent() && offset != 0) {
      in.violation("offset", "must be 0 with a cursor: was " + offset);
    }
    in.finish();
    return new UserQuery(limit, offset, cursor);
  }

  private CompletionStage<Reply> find(ApiRequest request) {
    UserId id = PathIds.user(request);
    return users(request).find(id).thenApply(found -> UserJson.reply(200, existing(id, found)));
  }

  private CompletionStage<Reply> replace(ApiRequest request) {
    UserId id = PathIds.user(request);
    return users(request)
        .replace(UserBody.replace(request, id), request.precondition())
        .thenApply(user -> UserJson.reply(200, user));
  }

  private CompletionStage<Reply> delete(ApiRequest request) {
    UserId id = PathIds.user(request);
    QueryReader in = request.queryReader();
    Cascade cascade = in.flag("cascade", false) ? Cascade.SESSIONS : Cascade.NONE;
    in.finish();
    return users(request)
        .delete(id, cascade, request.precondition())
        .thenApply(count -> deleted(id, count));
  }

  private static Reply deleted(UserId id, long sessions) {
    return Reply.ok(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "success");
          out.writeStringProperty("message", "User deleted successfully");
          out.writeStringProperty("user_id", id.value());
          out.writeNumberProperty("sessions_deleted", sessions);
          out.writeEndObject();
        });
  }

  private static User existing(UserId id, Optional<User> found) {
    return found.orElseThrow(() -> new UserNotFound(id));
  }

  private UserRepository users(ApiRequest request) {
    return request.caller().own(users, UserRepository::ownedBy);
  }
}
