package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.IdempotentCreate;
import dev.agentc.repository.IdempotentCreate.Claim;
import dev.agentc.repository.IdempotentCreate.State;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.SessionAlreadyExists;
import dev.agentc.repository.Written;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Creates sessions: never over another, once for each idempotency key. */
final class RedisSessionCreate {

  /** Three random words that are all taken, this often: the generator must be broken. */
  private static final int MAX_ATTEMPTS = 20;

  private static final RedisScript CREATE =
      RedisScript.load(RedisSessionCreate.class, "/dev/agentc/repository/live", "session-create");

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final IdempotentCreate idempotent;
  private final SlugGenerator slugs;
  private final Clock clock;
  private final Duration defaultTtl;

  RedisSessionCreate(
      RedisAccess access,
      KeySpace keys,
      RedisSessionIndex index,
      IdempotentCreate idempotent,
      SlugGenerator slugs,
      Clock clock,
      Duration defaultTtl) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.idempotent = idempotent;
    this.slugs = slugs;
    this.clock = clock;
    this.defaultTtl = defaultTtl;
  }

  CompletionStage<Written<Session>> create(NewSession session, Optional<IdempotencyKey> key) {
    return key.isPresent()
        ? claim(session, key.get().standingFor("create session"), 0)
        : unkeyed(session, 0);
  }

  private CompletionStage<Written<Session>> unkeyed(NewSession session, int attempt) {
    SessionId id = session.id().orElseGet(() -> slugs.next(attempt));
    return store(id, first(session, id), "")
        .thenCompose(
            stored -> {
              if (stored.isPresent()) {
                return done(stored.get().session(id), false);
              }
              return retries(session, attempt) ? unkeyed(session, attempt + 1) : taken(id);
            });
  }

  private CompletionStage<Written<Session>> claim(
      NewSession session, IdempotencyKey key, int attempt) {
    SessionId id = session.id().orElseGet(() -> slugs.next(attempt));
    return idempotent
        .claim(key, first(session, id).plan(id))
        .thenCompose(
            claim ->
                claim.state() == State.DONE
                    ? done(planned(claim), true)
                    : carryOut(session, key, claim.plan(), attempt));
  }

  private CompletionStage<Written<Session>> carryOut(
      NewSession session, IdempotencyKey key, JsonValue plan, int attempt) {
    SessionId id = StoredSession.plannedId(plan);
    return store(id, StoredSession.planned(plan), key.scope())
        .thenCompose(
            stored ->
                stored.isPresent()
                    ? complete(session, key, plan, id, stored.get(), attempt)
                    : replan(session, key, plan, id, attempt));
  }

  private CompletionStage<Written<Session>> complete(
      NewSession session,
      IdempotencyKey key,
      JsonValue plan,
      SessionId id,
      StoredSession stored,
      int attempt) {
    return idempotent
        .complete(key, plan, stored.plan(id))
        .thenCompose(
            ours ->
                // Not ours: a repetition at the same time was faster, and its answer is the first.
                ours ? done(stored.session(id), false) : again(session, key, id, attempt));
  }

  private CompletionStage<Written<Session>> replan(
      NewSession session, IdempotencyKey key, JsonValue plan, SessionId id, int attempt) {
    if (!retries(session, attempt)) {
      // A refusal is no result to be kept.
      return idempotent.drop(key, plan).thenCompose(dropped -> taken(id));
    }
    SessionId other = slugs.next(attempt + 1);
    JsonValue next = first(session, other).plan(other);
    return idempotent
        .replan(key, plan, next)
        .thenCompose(
            ours ->
                ours
                    ? carryOut(session, key, next, attempt + 1)
                    : again(session, key, id, attempt));
  }

  private CompletionStage<Written<Session>> again(
      NewSession session, IdempotencyKey key, SessionId id, int attempt) {
    return attempt < MAX_ATTEMPTS ? claim(session, key, attempt + 1) : taken(id);
  }

  /** Empty when the id is taken. One round trip, unless an index held something else. */
  private CompletionStage<Optional<StoredSession>> store(
      SessionId id, StoredSession session, String scope) {
    RedisSessionIndex.Entry entry = RedisSessionIndex.Entry.of(id, session);
    byte[][] arguments = arguments(session, scope);
    record Outcome(List<Object> reply, boolean indexed) {}
    return access
        .requiredWrite(
            commands -> {
              CompletionStage<List<Object>> reply =
                  CREATE.run(commands, keys.session(id).all(), arguments);
              CompletionStage<Boolean> indexed =
                  index.offer(commands, entry, session.number(StoredSession.TTL));
              return reply.thenCombine(indexed, Outcome::new);
            })
        .thenCompose(
            outcome -> {
              if (!Replies.text(outcome.reply(), 0).equals("created")) {
                index.remove(id, entry.userId(), entry.created());
                return CompletableFuture.completedStage(Optional.<StoredSession>empty());
              }
              StoredSession stored =
                  session.with(Map.of(StoredSession.EXPIRES_AT, Replies.text(outcome.reply(), 2)));
              return outcome.indexed()
                  ? CompletableFuture.completedStage(Optional.of(stored))
                  : index
                      .set(RedisSessionIndex.Entry.of(id, stored))
                      .thenApply(done -> Optional.of(stored));
            });
  }

  private static byte[][] arguments(StoredSession session, String scope) {
    Map<String, String> fields = session.ownFields();
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(session.required(StoredSession.CREATED_AT)));
    arguments.add(bytes(session.required(StoredSession.TTL)));
    arguments.add(bytes(scope));
    arguments.add(bytes(Integer.toString(fields.size())));
    fields.forEach(
        (name, value) -> {
          arguments.add(bytes(name));
          arguments.add(bytes(value));
        });
    session
        .metadata()
        .forEach(
            (key, value) -> {
              arguments.add(bytes(key));
              arguments.add(value.utf8());
            });
    arguments.add(Owner.anybody().argument());
    return arguments.toArray(byte[][]::new);
  }

  private StoredSession first(NewSession session, SessionId id) {
    return StoredSession.first(session, id, clock.instant(), defaultTtl);
  }

  private static boolean retries(NewSession session, int attempt) {
    return session.id().isEmpty() && attempt < MAX_ATTEMPTS;
  }

  private static Session planned(Claim claim) {
    return StoredSession.planned(claim.plan()).session(StoredSession.plannedId(claim.plan()));
  }

  private static CompletionStage<Written<Session>> done(Session session, boolean replayed) {
    return CompletableFuture.completedStage(new Written<>(session, replayed));
  }

  private static CompletionStage<Written<Session>> taken(SessionId id) {
    return CompletableFuture.failedStage(new SessionAlreadyExists(id));
  }
}
