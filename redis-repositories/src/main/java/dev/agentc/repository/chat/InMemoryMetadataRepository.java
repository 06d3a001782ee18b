package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Owner;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.session.SessionRules;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.CompletionStage;

/** Metadata in memory, by the rules of {@link RedisMetadataRepository}. */
public final class InMemoryMetadataRepository implements MetadataRepository {

  private final InMemoryChats chats;
  private final SessionRepository sessions;
  private final OwnMetadata own;
  private final Owner owner;

  private InMemoryMetadataRepository(InMemoryChats chats, SessionRepository sessions, Owner owner) {
    this.chats = chats;
    this.sessions = sessions;
    this.own = new OwnMetadata(sessions);
    this.owner = owner;
  }

  /** {@code chats} must be those of {@code sessions}. */
  public static MetadataRepository create(InMemoryChats chats, SessionRepository sessions) {
    return new InMemoryMetadataRepository(chats, sessions, Owner.anybody());
  }

  @Override
  public MetadataRepository ownedBy(UserId user) {
    return new InMemoryMetadataRepository(chats, sessions.ownedBy(user), Owner.of(user));
  }

  @Override
  public CompletionStage<SessionMetadata> all(SessionId session, MetadataKind kind) {
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          Session s = live.session();
          return new SessionMetadata(
              values(kind, chat, s),
              s.createdAt(),
              s.updatedAt(),
              s.lastActivity(),
              s.active(),
              s.version());
        });
  }

  @Override
  public CompletionStage<Optional<MetadataValue>> find(
      SessionId session, MetadataKind kind, MetadataKey key) {
    return chats.with(
        session,
        owner,
        (chat, live) ->
            Optional.ofNullable(values(kind, chat, live.session()).get(key.value()))
                .map(value -> new MetadataValue(value, live.session().version())));
  }

  @Override
  public CompletionStage<Long> put(
      SessionId session,
      MetadataKind kind,
      MetadataKey key,
      JsonValue value,
      Precondition precondition) {
    if (kind == MetadataKind.OWN) {
      return own.put(session, key, value, precondition);
    }
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          check(precondition, live.session());
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
          return live.session().version();
        });
  }

  @Override
  public CompletionStage<Boolean> delete(
      SessionId session, MetadataKind kind, MetadataKey key, Precondition precondition) {
    if (kind == MetadataKind.OWN) {
      return own.delete(session, key, precondition);
    }
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          check(precondition, live.session());
          boolean found = chat.managed.remove(key.value()) != null;
          if (found) {
            live.written(OptionalLong.empty());
          }
          return found;
        });
  }

  private static void check(Precondition precondition, Session session) {
    if (!precondition.holdsFor(session.version())) {
      throw new VersionMismatch(session.version());
    }
  }

  private static SortedMap<String, JsonValue> values(
      MetadataKind kind, InMemoryChat chat, Session session) {
    return kind == MetadataKind.OWN ? session.metadata() : chat.managed;
  }
}
