package dev.agentc.repository.chat;

import static dev.agentc.repository.chat.ChatScripts.bytes;
import static dev.agentc.repository.chat.ChatScripts.string;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.chat.ChatScripts.Reply;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Metadata in Redis: a hash of each kind. Changes of a session's own metadata are patches of the
 * session, by the one set of rules that patches have.
 */
public final class RedisMetadataRepository implements MetadataRepository {

  private static final RedisScript ALL = ChatScripts.load("meta-all");
  private static final RedisScript FIND = ChatScripts.load("meta-find");
  private static final RedisScript PUT = ChatScripts.load("managed-put");
  private static final RedisScript DELETE = ChatScripts.load("managed-delete");

  private final ChatScripts scripts;
  private final SessionRepository sessions;
  private final OwnMetadata own;

  private RedisMetadataRepository(ChatScripts scripts, SessionRepository sessions) {
    this.scripts = scripts;
    this.sessions = sessions;
    this.own = new OwnMetadata(sessions);
  }

  /** Uses {@code access} and {@code sessions} without closing them. */
  public static MetadataRepository create(
      RedisAccess access, KeySpace keys, SessionRepository sessions, RedisIndexFollower index) {
    return new RedisMetadataRepository(
        new ChatScripts(access, keys, index, Owner.anybody()), sessions);
  }

  @Override
  public MetadataRepository ownedBy(UserId user) {
    return new RedisMetadataRepository(scripts.ownedBy(user), sessions.ownedBy(user));
  }

  @Override
  public CompletionStage<SessionMetadata> all(SessionId session, MetadataKind kind) {
    return scripts.read(session, ALL, hash(kind)).thenApply(RedisMetadataRepository::metadata);
  }

  @Override
  public CompletionStage<Optional<MetadataValue>> find(
      SessionId session, MetadataKind kind, MetadataKey key) {
    return scripts
        .read(session, FIND, hash(kind), bytes(key.value()))
        .thenApply(
            reply ->
                reply.has(1)
                    ? Optional.of(
                        new MetadataValue(
                            JsonValue.stored((byte[]) reply.value(1)), version(reply)))
                    : Optional.empty());
  }

  @Override
  public CompletionStage<Long> put(
      SessionId session,
      MetadataKind kind,
      MetadataKey key,
      JsonValue value,
      Precondition precondition) {
    return kind == MetadataKind.OWN
        ? own.put(session, key, value, precondition)
        : scripts
            .write(
                session,
                PUT,
                bytes(key.value()),
                value.utf8(),
                bytes(MAX_BYTES),
                bytes(precondition.argument()))
            .thenCompose(RedisMetadataRepository::accepted)
            .thenApply(RedisMetadataRepository::version);
  }

  @Override
  public CompletionStage<Boolean> delete(
      SessionId session, MetadataKind kind, MetadataKey key, Precondition precondition) {
    return kind == MetadataKind.OWN
        ? own.delete(session, key, precondition)
        : scripts
            .write(session, DELETE, bytes(key.value()), bytes(precondition.argument()))
            .thenCompose(RedisMetadataRepository::accepted)
            .thenApply(reply -> reply.number(0) == 1);
  }

  private static CompletionStage<Reply> accepted(Reply reply) {
    return switch (reply.status()) {
      case "version" ->
          CompletableFuture.failedStage(
              new VersionMismatch(Long.parseLong(string(reply.list().get(1)))));
      case "large" ->
          CompletableFuture.failedStage(OwnMetadata.tooLarge(string(reply.list().get(1))));
      default -> CompletableFuture.completedStage(reply);
    };
  }

  private static long version(Reply reply) {
    return Long.parseLong(reply.text(0));
  }

  private static SessionMetadata metadata(Reply reply) {
    SortedMap<String, JsonValue> values = new TreeMap<>();
    List<?> stored = (List<?>) reply.value(3);
    for (int i = 0; i < stored.size(); i += 2) {
      values.put(string(stored.get(i)), JsonValue.stored((byte[]) stored.get(i + 1)));
    }
    return new SessionMetadata(
        values,
        instant(reply.stamp().createdAt()),
        instant(reply.text(1)),
        instant(reply.stamp().lastActivity()),
        reply.text(2).equals("true"),
        version(reply));
  }

  private static Instant instant(String micros) {
    return Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS);
  }

  /** Where the hash stands among the session's keys, counted from 1 as Lua does. */
  private static byte[] hash(MetadataKind kind) {
    return bytes(kind == MetadataKind.OWN ? 2 : 3);
  }
}
