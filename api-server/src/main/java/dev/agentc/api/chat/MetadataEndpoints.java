package dev.agentc.api.chat;

import static dev.agentc.api.Endpoint.Method.DELETE;
import static dev.agentc.api.Endpoint.Method.GET;
import static dev.agentc.api.Endpoint.Method.PUT;

import dev.agentc.api.ApiException;
import dev.agentc.api.ApiRequest;
import dev.agentc.api.Endpoint;
import dev.agentc.api.ErrorCode;
import dev.agentc.api.PathIds;
import dev.agentc.api.Reply;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.chat.MetadataKey;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.chat.MetadataValue;
import dev.agentc.repository.session.SessionId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The session's own metadata, or what the system keeps, key by key. The tag of the session's own is
 * the session's version, which each change of it raises; managed metadata has no tag. {@code
 * If-Match} is about the session's version in both.
 */
final class MetadataEndpoints {

  private final MetadataRepository metadata;
  private final MetadataKind kind;

  private MetadataEndpoints(MetadataRepository metadata, MetadataKind kind) {
    this.metadata = metadata;
    this.kind = kind;
  }

  static List<Endpoint> of(MetadataRepository metadata, MetadataKind kind) {
    MetadataEndpoints endpoints = new MetadataEndpoints(metadata, kind);
    String all = ChatEndpoints.CHAT + (kind == MetadataKind.OWN ? "/meta" : "/managed_meta");
    String one = all + "/{key}";
    return List.of(
        Endpoint.data(GET, all, endpoints::all),
        Endpoint.data(GET, one, endpoints::find),
        Endpoint.data(PUT, one, endpoints::put),
        Endpoint.data(DELETE, one, endpoints::delete));
  }

  private CompletionStage<Reply> all(ApiRequest request) {
    return metadata(request)
        .all(PathIds.session(request), kind)
        .thenApply(
            found ->
                tagged(
                    Reply.ok(
                        out -> {
                          if (kind == MetadataKind.OWN) {
                            ChatJson.ownMetadata(out, found);
                          } else {
                            ChatJson.managedMetadata(out, found);
                          }
                        }),
                    found.version()));
  }

  private CompletionStage<Reply> find(ApiRequest request) {
    SessionId session = PathIds.session(request);
    String text = request.pathParameter("key");
    return MetadataKey.parse(text)
        .map(key -> metadata(request).find(session, kind, key))
        .orElseGet(() -> absent(request, session))
        .thenApply(found -> found.orElseThrow(() -> notFound(text)))
        .thenApply(
            found ->
                tagged(Reply.ok(out -> out.writeRawValue(found.value().text())), found.version()));
  }

  private CompletionStage<Reply> put(ApiRequest request) {
    SessionId session = PathIds.session(request);
    String text = request.pathParameter("key");
    MetadataKey key =
        MetadataKey.parse(text)
            .orElseThrow(
                () ->
                    ApiException.invalid(
                        "key", "must be 1 to 128 letters, digits or any of _.- and not . or .."));
    refuseReserved(key);
    JsonValue value = JsonCodec.value(request.json());
    return metadata(request)
        .put(session, kind, key, value, request.precondition())
        .thenApply(version -> tagged(set(key), version));
  }

  private CompletionStage<Reply> delete(ApiRequest request) {
    SessionId session = PathIds.session(request);
    String text = request.pathParameter("key");
    Optional<MetadataKey> key = MetadataKey.parse(text);
    key.ifPresent(this::refuseReserved);
    Precondition precondition = request.precondition();
    return key.map(known -> metadata(request).delete(session, kind, known, precondition))
        .orElseGet(() -> absent(request, session).thenApply(Optional::isPresent))
        .thenApply(
            deleted -> {
              if (!deleted) {
                throw notFound(text);
              }
              return Reply.noContent();
            });
  }

  /** For a key that cannot be; that the session is not there comes first. */
  private CompletionStage<Optional<MetadataValue>> absent(ApiRequest request, SessionId session) {
    return metadata(request).all(session, kind).thenApply(all -> Optional.empty());
  }

  private Reply tagged(Reply reply, long version) {
    return kind == MetadataKind.OWN ? reply.withETag(version) : reply;
  }

  private void refuseReserved(MetadataKey key) {
    if (kind == MetadataKind.OWN && key.reserved()) {
      throw ApiException.of(
              ErrorCode.RESERVED_KEY, "Metadata '" + key + "' is kept by the server itself")
          .withParam("key", key.value());
    }
  }

  private static Reply set(MetadataKey key) {
    return Reply.ok(
        out -> {
          out.writeStartObject();
          out.writeStringProperty("status", "success");
          out.writeStringProperty("message", "Metadata '" + key + "' set for session");
          out.writeEndObject();
        });
  }

  private static ApiException notFound(String key) {
    return PathIds.notFound(ErrorCode.META_KEY_NOT_FOUND, "Metadata", key, "key");
  }

  private MetadataRepository metadata(ApiRequest request) {
    return request.caller().own(metadata, MetadataRepository::ownedBy);
  }
}
