package dev.agentc.api.chat;

import static dev.agentc.api.Endpoint.Method.GET;
import static dev.agentc.api.Endpoint.Method.POST;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.Links;
import dev.agentc.api.PathIds;
import dev.agentc.api.Reply;
import dev.agentc.repository.Violation;
import dev.agentc.repository.Written;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.EntryCodec;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryPage;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.session.SessionId;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.node.ObjectNode;

/** Messages, or tool calls: add one, read a range, read one. */
final class EntryEndpoints {

  /** Redis gives no entry this id. */
  private static final EntryId NEVER = new EntryId(0, 0);

  private final ChatRepository chats;
  private final EntryKind kind;
  private final EntryResource resource;
  private final Clock clock;

  private EntryEndpoints(ChatRepository chats, EntryKind kind, Clock clock) {
    this.chats = chats;
    this.kind = kind;
    this.resource = EntryResource.of(kind);
    this.clock = clock;
  }

  static List<Endpoint> of(ChatRepository chats, EntryKind kind, Clock clock) {
    EntryEndpoints endpoints = new EntryEndpoints(chats, kind, clock);
    String path = endpoints.resource.path();
    return List.of(
        Endpoint.data(POST, path, endpoints::append),
        Endpoint.data(GET, path, endpoints::range),
        Endpoint.data(GET, path + "/{" + endpoints.resource.idName() + "}", endpoints::find));
  }

  private CompletionStage<Reply> append(ApiRequest request) {
    SessionId session = PathIds.session(request);
    return chats(request)
        .append(session, kind, read(request.jsonObject()), request.idempotencyKey())
        .thenApply(written -> added(session, written));
  }

  private NewEntry read(ObjectNode sent) {
    List<Violation> violations = new ArrayList<>();
    return EntryCodec.read(kind, sent, "", clock.instant(), violations)
        .orElseThrow(() -> ApiException.invalid(violations));
  }

  private Reply added(SessionId session, Written<EntryId> written) {
    String id = written.value().toString();
    return Reply.json(
            201,
            out -> {
              out.writeStartObject();
              out.writeStringProperty("status", "success");
              out.writeStringProperty("message", resource.added());
              out.writeStringProperty("id", id);
              out.writeStringProperty("session_id", session.value());
              out.writeEndObject();
            })
        .withHeader("Location", ChatEndpoints.location(resource.path(), session.value(), id))
        .replayed(written.replayed());
  }

  private CompletionStage<Reply> range(ApiRequest request) {
    SessionId session = PathIds.session(request);
    EntryQuery query = EntryQueries.read(request.queryReader());
    return chats(request)
        .range(session, kind, query)
        .thenApply(page -> listed(request, session, query, page));
  }

  private static Reply listed(
      ApiRequest request, SessionId session, EntryQuery query, EntryPage page) {
    Reply reply =
        Reply.ok(out -> ChatJson.entries(out, session, page.entries()))
            .withHeader("X-Total-Count", Long.toString(page.total()))
            .large(ChatJson.size(page.entries()));
    return page.next()
        .map(next -> reply.withHeader("Link", link(request, query, next.toString())))
        .orElse(reply);
  }

  /** To the rest of a range; behind the newest to the older ones, which are read backwards. */
  private static String link(ApiRequest request, EntryQuery query, String next) {
    return query instanceof EntryQuery.Range range
        ? Links.next(
            request, Map.of(range.order() == EntryQuery.Order.ASCENDING ? "start" : "end", next))
        : Links.nextWithOnly(request, new TreeMap<>(Map.of("end", next, "order", "desc")));
  }

  private CompletionStage<Reply> find(ApiRequest request) {
    SessionId session = PathIds.session(request);
    String text = request.pathParameter(resource.idName());
    // Also for an id that cannot be: that the session is not there comes first.
    EntryId id = canonical(text).orElse(NEVER);
    return chats(request)
        .find(session, kind, id)
        .thenApply(
            found ->
                found.orElseThrow(
                    () ->
                        PathIds.notFound(
                            resource.notFound(), resource.noun(), text, resource.idName())))
        .thenApply(
            entry ->
                Reply.ok(out -> ChatJson.entry(out, session, entry)).large(ChatJson.size(entry)));
  }

  /** One id has one spelling: no leading zeros. */
  private static Optional<EntryId> canonical(String text) {
    return EntryId.parse(text).filter(id -> id.toString().equals(text));
  }

  private ChatRepository chats(ApiRequest request) {
    return request.caller().own(chats, ChatRepository::ownedBy);
  }
}
