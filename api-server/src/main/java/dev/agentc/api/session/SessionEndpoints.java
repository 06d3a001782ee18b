package dev.agentc.api.session;

import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.Endpoint.Method;
import dev.agentc.api.PathIds;
import dev.agentc.api.Reply;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionRepository;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Section 2 of api-v2. */
public final class SessionEndpoints {

  private static final String SESSIONS = "/api/v2/sessions";
  private static final String SESSION = SESSIONS + "/{session_id}";
  private static final String AGENT = SESSION + "/agent";

  private final SessionRepository sessions;

  @Inject
  public SessionEndpoints(SessionRepository sessions) {
    this.sessions = sessions;
  }

  public List<Endpoint> all() {
    return List.of(
        Endpoint.data(Method.POST, SESSIONS, this::create),
        Endpoint.data(Method.GET, SESSIONS, request -> SessionLists.all(sessions, request)),
        Endpoint.data(Method.GET, SESSION, this::get),
        Endpoint.data(Method.PATCH, SESSION, this::patch),
        Endpoint.data(Method.DELETE, SESSION, this::delete),
        Endpoint.data(Method.GET, AGENT, this::getAgent),
        Endpoint.data(Method.PATCH, AGENT, this::patchAgent));
  }

  private CompletionStage<Reply> create(ApiRequest request) {
    NewSession session = SessionBodies.create(request);
    return sessions(request)
        .create(session, request.idempotencyKey())
        .thenApply(
            written ->
                SessionJson.reply(201, written.value())
                    .withHeader("Location", SESSIONS + "/" + written.value().id().value())
                    .replayed(written.replayed()));
  }

  private CompletionStage<Reply> get(ApiRequest request) {
    return found(request).thenApply(session -> SessionJson.reply(200, session));
  }

  private CompletionStage<Reply> patch(ApiRequest request) {
    SessionId id = PathIds.session(request);
    return sessions(request)
        .patch(id, SessionBodies.patch(request), request.precondition())
        .thenApply(change -> SessionJson.reply(200, change.after()));
  }

  private CompletionStage<Reply> delete(ApiRequest request) {
    return sessions(request)
        .delete(PathIds.session(request), request.precondition())
        .thenApply(done -> Reply.noContent());
  }

  private CompletionStage<Reply> getAgent(ApiRequest request) {
    return found(request)
        .thenApply(
            session -> Reply.ok(out -> AgentJson.write(out, session)).withETag(session.version()));
  }

  private CompletionStage<Reply> patchAgent(ApiRequest request) {
    SessionId id = PathIds.session(request);
    SessionPatch patch = SessionBodies.agentPatch(request);
    return sessions(request)
        .patch(id, patch, request.precondition())
        .thenApply(
            change ->
                Reply.ok(AgentJson.changes(patch, change)).withETag(change.after().version()));
  }

  private CompletionStage<Session> found(ApiRequest request) {
    SessionId id = PathIds.session(request);
    return sessions(request)
        .find(id)
        .thenApply(found -> found.orElseThrow(() -> new SessionNotFound(id)));
  }

  private SessionRepository sessions(ApiRequest request) {
    return request.caller().own(sessions, SessionRepository::ownedBy);
  }
}
