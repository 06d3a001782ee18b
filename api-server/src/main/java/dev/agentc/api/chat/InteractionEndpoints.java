package dev.agentc.api.chat;

import static dev.agentc.api.Endpoint.Method.GET;
import static dev.agentc.api.Endpoint.Method.POST;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.Links;
import dev.agentc.api.PathIds;
import dev.agentc.api.QueryReader;
import dev.agentc.api.Reply;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.InteractionIdPage;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.SessionId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Interactions: turns that appear at once or not at all. */
final class InteractionEndpoints {

  private static final String INTERACTIONS = ChatEndpoints.CHAT + "/interactions";
  private static final int DEFAULT_COUNT = 100;

  private final ChatRepository chats;
  private final Clock clock;

  private InteractionEndpoints(ChatRepository chats, Clock clock) {
    this.chats = chats;
    this.clock = clock;
  }

  static List<Endpoint> of(ChatRepository chats, Clock clock) {
    InteractionEndpoints endpoints = new InteractionEndpoints(chats, clock);
    return List.of(
        Endpoint.data(POST, INTERACTIONS, endpoints::append),
        Endpoint.data(GET, INTERACTIONS, endpoints::list),
        Endpoint.data(GET, INTERACTIONS + "/{interaction_id}", endpoints::find));
  }

  private CompletionStage<Reply> append(ApiRequest request) {
    SessionId session = PathIds.session(request);
    NewInteraction turn = InteractionBody.read(request.fields(), clock.instant());
    return chats(request)
        .appendInteraction(session, turn, request.idempotencyKey())
        .thenApply(
            written ->
                Reply.json(201, out -> ChatJson.receipt(out, written.value()))
                    .withHeader(
                        "Location",
                        ChatEndpoints.location(INTERACTIONS, session.value(), written.value().id()))
                    .replayed(written.replayed()));
  }

  private CompletionStage<Reply> list(ApiRequest request) {
    SessionId session = PathIds.session(request);
    QueryReader in = request.queryReader();
    Optional<InteractionId> after =
        in.parsed("start", "the id of an interaction", InteractionId::parse);
    int count = (int) in.integer("count", DEFAULT_COUNT, 1, EntryQuery.MAX_COUNT);
    in.finish();
    return chats(request)
        .interactions(session, after, count)
        .thenApply(page -> listed(request, page));
  }

  private static Reply listed(ApiRequest request, InteractionIdPage page) {
    Reply reply =
        Reply.ok(out -> ChatJson.interactionIds(out, page.ids()))
            .withHeader("X-Total-Count", Long.toString(page.total()));
    if (!page.more()) {
      return reply;
    }
    String last = page.ids().get(page.ids().size() - 1).value();
    return reply.withHeader("Link", Links.next(request, Map.of("start", last)));
  }

  private CompletionStage<Reply> find(ApiRequest request) {
    SessionId session = PathIds.session(request);
    String text = request.pathParameter("interaction_id");
    return InteractionId.parse(text)
        .map(id -> chats(request).interaction(session, id))
        // An id that cannot be; that the session is not there comes first.
        .orElseGet(
            () ->
                chats(request)
                    .interactions(session, Optional.empty(), 1)
                    .thenApply(ids -> Optional.empty()))
        .thenApply(found -> found.orElseThrow(() -> notFound(text)))
        .thenApply(
            turn ->
                Reply.ok(out -> ChatJson.interaction(out, session, turn))
                    .large(ChatJson.size(turn.messages()) + ChatJson.size(turn.toolCalls())));
  }

  private static ApiException notFound(String id) {
    return PathIds.notFound(ErrorCode.INTERACTION_NOT_FOUND, "Interaction", id, "interaction_id");
  }

  private ChatRepository chats(ApiRequest request) {
    return request.caller().own(chats, ChatRepository::ownedBy);
  }
}
