package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.session.SessionRules;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** Metadata in memory, by the rules of {@link RedisMetadataRepository}. */
public final class InMemoryMetadataRepository implements MetadataRepository {

  private final InMemoryChats chats;
  private final OwnMetadata own;

  private InMemoryMetadataRepository(InMemoryChats chats, OwnMetadata own) {
    this.chats = chats;
    this.own = own;
  }

  /** {@code chats} must be those of {@code sessions}. */
  public static MetadataRepository create(InMemoryChats chats, SessionRepository sessions) {
    return new InMemoryMetadataRepository(chats, new OwnMetadata(sessions));
  }

  @Override
  public CompletionStage<SessionMetadata> all(SessionId session, MetadataKind kind) {
    return chats.with(
        session,
        (chat, live) -> {
          Session s = live.session();
          return new SessionMetadata(
              values(kind, chat, s), s.createdAt(), s.updatedAt(), s.lastActivity(), s.active());
        });
  }

  @Override
  public CompletionStage<Optional<JsonValue>> find(
      SessionId session, MetadataKind kind, MetadataKey key) {
    return chats.with(
        session,
        (chat, live) -> Optional.ofNullable(values(kind, chat, live.session()).get(key.value())));
  }

  @Override
  public CompletionStage<Void> put(
      SessionId session, MetadataKind kind, MetadataKey key, JsonValue value) {
    if (kind == MetadataKind.OWN) {
      return own.put(session, key, value);
    }
    return chats
        .with(
            session,
            (chat, live) -> {
              long sum =
                  SessionRules.metadataBytes(key.value(), value)
                      + chat.managed.entrySet().stream()
                          .filter(each -> !each.getKey().equals(key.value()))
                          .mapToLong(e -> SessionRules.metadataBytes(e.getKey(), e.getValue()))
                          .sum();
              boolean changed = !value.equals(chat.managed.get(key.value()));
              if (changed && sum > MAX_BYTES) {
                throw OwnMetadata.tooLarge(Long.toString(sum));
              }
              if (changed) {
                chat.managed.put(key.value(), value);
                live.written(OptionalLong.empty());
              }
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public CompletionStage<Boolean> delete(SessionId session, MetadataKind kind, MetadataKey key) {
    if (kind == MetadataKind.OWN) {
      return own.delete(session, key);
    }
    return chats.with(
        session,
        (chat, live) -> {
          boolean found = chat.managed.remove(key.value()) != null;
          if (found) {
            live.written(OptionalLong.empty());
          }
          return found;
        });
  }

  private static SortedMap<String, JsonValue> values(
      MetadataKind kind, InMemoryChat chat, Session session) {
    return kind == MetadataKind.OWN ? session.metadata() : chat.managed;
  }
}
