package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.IdempotentCreate;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.NotOwner;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.Written;
import dev.agentc.repository.user.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Sessions in Redis: {@code docs/redis-keys.md} says how. */
public final class RedisSessionRepository implements SessionRepository {

  private static final String LIVE = "/dev/agentc/repository/live";
  private static final RedisScript FIND =
      RedisScript.load(RedisSessionRepository.class, LIVE, "session-find");
  private static final RedisScript DELETE =
      RedisScript.load(RedisSessionRepository.class, LIVE, "session-delete");

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final RedisSessionCreate creation;
  private final RedisSessionPatch change;
  private final RedisSessionList list;
  private final Owner owner;

  private RedisSessionRepository(
      RedisAccess access,
      KeySpace keys,
      RedisSessionIndex index,
      RedisSessionCreate creation,
      RedisSessionPatch change,
      RedisSessionList list,
      Owner owner) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.creation = creation;
    this.change = change;
    this.list = list;
    this.owner = owner;
  }

  /** Uses {@code access} without closing it. */
  public static SessionRepository create(
      RedisAccess access,
      KeySpace keys,
      IdempotentCreate idempotent,
      Duration defaultTtl,
      Clock clock,
      RandomGenerator random) {
    RedisSessionIndex index = new RedisSessionIndex(access, keys);
    SlugGenerator slugs = new SlugGenerator(random);
    return new RedisSessionRepository(
        access,
        keys,
        index,
        new RedisSessionCreate(access, keys, index, idempotent, slugs, clock, defaultTtl),
        new RedisSessionPatch(access, keys, index, defaultTtl),
        new RedisSessionList(access, keys, index, clock),
        Owner.anybody());
  }

  @Override
  public CompletionStage<Written<Session>> create(
      NewSession session, Optional<IdempotencyKey> key) {
    try {
      return creation.create(session.ownedBy(owner), key);
    } catch (NotOwner e) {
      return CompletableFuture.failedStage(e);
    }
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return access
        .required(commands -> FIND.run(commands, keys.session(id).all(), owner.argument()))
        .thenApply(reply -> found(id, reply));
  }

  @Override
  public CompletionStage<SessionPage> list(SessionQuery query) {
    if (query.userId().isPresent() && !owner.sees(query.userId())) {
      return CompletableFuture.completedStage(SessionPage.empty(query));
    }
    return list.list(query.ownedBy(owner));
  }

  @Override
  public CompletionStage<SessionChange> patch(
      SessionId id, SessionPatch patch, Precondition precondition) {
    try {
      patch.requireOwnedBy(owner);
    } catch (NotOwner e) {
      return CompletableFuture.failedStage(e);
    }
    return change.patch(id, patch, precondition, owner);
  }

  @Override
  public CompletionStage<Void> delete(SessionId id, Precondition precondition) {
    byte[] versions = bytes(precondition.argument());
    return access
        .requiredWrite(
            commands -> DELETE.run(commands, keys.session(id).all(), versions, owner.argument()))
        .thenCompose(reply -> deleted(id, reply));
  }

  @Override
  public SessionRepository ownedBy(UserId user) {
    return new RedisSessionRepository(access, keys, index, creation, change, list, Owner.of(user));
  }

  private Optional<Session> found(SessionId id, List<Object> reply) {
    if (Replies.text(reply, 0).equals("gone")) {
      return Optional.empty();
    }
    StoredSession stored =
        StoredSession.of(reply.get(1), reply.get(2))
            .with(StoredSession.EXPIRES_AT, Replies.text(reply, 3));
    if (Replies.integer(reply.get(4)) == 1) {
      index.touch(RedisSessionIndex.Entry.of(id, stored));
    }
    return Optional.of(stored.session(id));
  }

  private CompletionStage<Void> deleted(SessionId id, List<Object> reply) {
    return switch (Replies.text(reply, 0)) {
      case "gone" -> CompletableFuture.failedStage(new SessionNotFound(id));
      case "version" ->
          CompletableFuture.failedStage(new VersionMismatch(Replies.integer(reply.get(1))));
      default -> {
        index.remove(id, UserId.parse(Replies.text(reply, 2)), Replies.integer(reply.get(1)));
        yield CompletableFuture.completedStage(null);
      }
    };
  }
}
