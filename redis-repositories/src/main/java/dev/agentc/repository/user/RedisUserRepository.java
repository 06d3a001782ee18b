package dev.agentc.repository.user;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisOperation;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.IdempotentCreate;
import dev.agentc.repository.IdempotentCreate.Claim;
import dev.agentc.repository.IdempotentCreate.State;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.UserAlreadyExists;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.Stages;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionRepository;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Users in Redis: a hash each, and one sorted set of all. */
public final class RedisUserRepository implements UserRepository {

  private static final RedisScript CREATE = RedisScript.load(UserRepository.class, "user-create");
  private static final RedisScript REPLACE = RedisScript.load(UserRepository.class, "user-replace");
  private static final RedisScript DELETE = RedisScript.load(UserRepository.class, "user-delete");

  private final RedisAccess access;
  private final KeySpace keys;
  private final IdempotentCreate idempotent;
  private final Clock clock;
  private final Supplier<UUID> uuids;
  private final RedisUserIndex index;
  private final RedisUserList list;
  private final SessionsOfUser sessions;

  private RedisUserRepository(
      RedisAccess access,
      KeySpace keys,
      IdempotentCreate idempotent,
      SessionRepository sessions,
      Clock clock,
      Supplier<UUID> uuids) {
    this.access = access;
    this.keys = keys;
    this.idempotent = idempotent;
    this.clock = clock;
    this.uuids = uuids;
    this.index = new RedisUserIndex(access, keys);
    this.list = new RedisUserList(access, keys, index);
    this.sessions = new SessionsOfUser(sessions);
  }

  /** Uses {@code access} and {@code sessions} without closing them. */
  public static UserRepository create(
      RedisAccess access,
      KeySpace keys,
      IdempotentCreate idempotent,
      SessionRepository sessions,
      Clock clock) {
    return new RedisUserRepository(access, keys, idempotent, sessions, clock, UUID::randomUUID);
  }

  @Override
  public CompletionStage<Written<User>> create(NewUser user, Optional<IdempotencyKey> key) {
    User first = UserCodec.first(user, uuids.get(), clock.instant());
    return key.isPresent()
        ? create(first, key.get().standingFor("create user"))
        : store(first, "").thenApply(stored -> new Written<>(stored, false));
  }

  private CompletionStage<Written<User>> create(User first, IdempotencyKey key) {
    return idempotent
        .claim(key, UserCodec.plan(first))
        .thenCompose(
            claim -> {
              User planned = UserCodec.planned(claim.plan());
              return claim.state() == State.DONE
                  ? CompletableFuture.completedStage(new Written<>(planned, true))
                  : carryOut(planned, claim, key);
            });
  }

  private CompletionStage<Written<User>> carryOut(User planned, Claim claim, IdempotencyKey key) {
    return store(planned, key.scope())
        .handle(
            (stored, failure) -> {
              if (failure == null) {
                return idempotent
                    .complete(key, claim.plan())
                    .thenApply(done -> new Written<>(planned, claim.state() == State.PENDING));
              }
              Throwable cause = Stages.cause(failure);
              // A refusal is final, and only 2xx replies are kept; an outage leaves the plan.
              return cause instanceof UserAlreadyExists
                  ? idempotent
                      .drop(key, claim.plan())
                      .thenCompose(gone -> CompletableFuture.<Written<User>>failedStage(cause))
                  : CompletableFuture.<Written<User>>failedStage(cause);
            })
        .thenCompose(stage -> stage);
  }

  /** Record and index together: one round trip, unless the index held something else. */
  private CompletionStage<User> store(User user, String scope) {
    String created = UserCodec.micros(user.createdAt());
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(UserCodec.bytes(scope));
    arguments.add(UserCodec.bytes(created));
    arguments.addAll(UserCodec.fields(user));
    record Outcome(List<Object> reply, boolean added) {}
    return access
        .requiredWrite(
            commands -> {
              CompletionStage<List<Object>> record = run(CREATE, user.id(), arguments).on(commands);
              CompletionStage<Boolean> added = index.add(commands, user.id(), created);
              return record.thenCombine(added, Outcome::new);
            })
        .thenCompose(
            outcome -> {
              boolean ours = text(outcome.reply(), 0).equals("created");
              String stored = text(outcome.reply(), 1);
              // Right when our entry went in for our record, or none for another's.
              boolean right = ours ? outcome.added() && stored.equals(created) : !outcome.added();
              CompletionStage<?> indexed =
                  right ? CompletableFuture.completedStage(0L) : index.set(user.id(), stored);
              return indexed.thenCompose(
                  done ->
                      ours
                          ? CompletableFuture.completedStage(user)
                          : CompletableFuture.failedStage(new UserAlreadyExists(user.id())));
            });
  }

  @Override
  public CompletionStage<Optional<User>> find(UserId id) {
    return access.required(commands -> list.read(commands, id));
  }

  @Override
  public CompletionStage<UserPage> list(UserQuery query) {
    return list.list(query);
  }

  @Override
  public CompletionStage<User> replace(NewUser user, Precondition precondition) {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(UserCodec.bytes(precondition.argument()));
    arguments.addAll(UserCodec.replacement(user));
    return access
        .requiredWrite(run(REPLACE, user.id(), arguments))
        .thenCompose(reply -> refused(user.id(), reply))
        .thenApply(
            reply ->
                new User(
                    user.id(),
                    UUID.fromString(text(reply, 4)),
                    user.email(),
                    user.firstName(),
                    user.lastName(),
                    user.metadata(),
                    UserCodec.instant(text(reply, 3)),
                    Optional.of(UserCodec.instant(text(reply, 2))),
                    Long.parseLong(text(reply, 1))));
  }

  @Override
  public CompletionStage<Long> delete(UserId id, Cascade cascade, Precondition precondition) {
    if (cascade == Cascade.NONE) {
      return delete(id, precondition).thenApply(gone -> 0L);
    }
    // Asked first, so that a refusal deletes nothing; asked again with the record itself.
    return find(id)
        .thenCompose(
            user -> {
              if (user.isEmpty()) {
                return CompletableFuture.failedStage(new UserNotFound(id));
              }
              long version = user.get().version();
              if (!precondition.holdsFor(version)) {
                return CompletableFuture.failedStage(new VersionMismatch(version));
              }
              return sessions
                  .deleteAll(id)
                  .thenCompose(count -> delete(id, precondition).thenApply(gone -> count));
            });
  }

  private CompletionStage<Long> delete(UserId id, Precondition precondition) {
    return access
        .requiredWrite(run(DELETE, id, List.of(UserCodec.bytes(precondition.argument()))))
        .thenCompose(reply -> refused(id, reply))
        .thenCompose(
            reply -> index.remove(List.of(new RedisUserIndex.IndexEntry(id, text(reply, 1)))));
  }

  private RedisOperation<List<Object>> run(RedisScript script, UserId id, List<byte[]> arguments) {
    return commands ->
        script.run(commands, new String[] {keys.user(id)}, arguments.toArray(byte[][]::new));
  }

  private static CompletionStage<List<Object>> refused(UserId id, List<Object> reply) {
    return switch (text(reply, 0)) {
      case "gone" -> CompletableFuture.failedStage(new UserNotFound(id));
      case "version" ->
          CompletableFuture.failedStage(new VersionMismatch(Long.parseLong(text(reply, 1))));
      default -> CompletableFuture.completedStage(reply);
    };
  }

  private static String text(List<Object> reply, int position) {
    return new String((byte[]) reply.get(position), StandardCharsets.UTF_8);
  }
}
