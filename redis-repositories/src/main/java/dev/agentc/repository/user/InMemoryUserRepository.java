package dev.agentc.repository.user;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.InMemoryReplies;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.UserAlreadyExists;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionRepository;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Users in memory, by the rules of {@link RedisUserRepository}. Thread-safe. */
public final class InMemoryUserRepository implements UserRepository {

  private static final Comparator<UserCursor> NEWEST_FIRST =
      Comparator.comparingLong(UserCursor::micros)
          .thenComparing(cursor -> cursor.id().value())
          .reversed();

  private final SessionsOfUser sessions;
  private final InMemoryReplies replies;
  private final Clock clock;
  private final Map<UserId, User> users = new HashMap<>();

  private InMemoryUserRepository(SessionsOfUser sessions, InMemoryReplies replies, Clock clock) {
    this.sessions = sessions;
    this.replies = replies;
    this.clock = clock;
  }

  public static UserRepository create(
      SessionRepository sessions, InMemoryReplies replies, Clock clock) {
    return new InMemoryUserRepository(new SessionsOfUser(sessions), replies, clock);
  }

  @Override
  public CompletionStage<Written<User>> create(NewUser user, Optional<IdempotencyKey> key) {
    return locked(
        () -> {
          Instant now = clock.instant();
          Optional<IdempotencyKey> own = key.map(k -> k.standingFor("create user"));
          Optional<User> earlier = own.flatMap(k -> replies.find(k, User.class, now));
          if (earlier.isPresent()) {
            return new Written<>(earlier.get(), true);
          }
          if (users.containsKey(user.id())) {
            throw new UserAlreadyExists(user.id());
          }
          User first = UserCodec.first(user, UUID.randomUUID(), now);
          users.put(first.id(), first);
          own.ifPresent(k -> replies.keep(k, first, now));
          return new Written<>(first, false);
        });
  }

  @Override
  public CompletionStage<Optional<User>> find(UserId id) {
    return locked(() -> Optional.ofNullable(users.get(id)));
  }

  @Override
  public CompletionStage<UserPage> list(UserQuery query) {
    return locked(
        () -> {
          Optional<UserCursor> behind = query.cursor().map(UserCursor::parse);
          Stream<UserCursor> all = users.values().stream().map(UserCursor::of);
          List<User> found =
              all.sorted(NEWEST_FIRST)
                  .filter(each -> behind.isEmpty() || NEWEST_FIRST.compare(each, behind.get()) > 0)
                  .skip(query.offset())
                  .limit(query.limit() + 1L)
                  .map(each -> existing(each.id()))
                  .toList();
          boolean more = found.size() > query.limit();
          List<User> items = more ? found.subList(0, query.limit()) : found;
          return new UserPage(
              items,
              users.size(),
              more
                  ? Optional.of(UserCursor.of(items.get(items.size() - 1)).text())
                  : Optional.empty());
        });
  }

  @Override
  public CompletionStage<User> replace(NewUser user, Precondition precondition) {
    return locked(
        () -> {
          User old = checked(user.id(), precondition);
          User replaced =
              new User(
                  old.id(),
                  old.uuid(),
                  user.email(),
                  user.firstName(),
                  user.lastName(),
                  user.metadata(),
                  old.createdAt(),
                  Optional.of(clock.instant().truncatedTo(ChronoUnit.MICROS)),
                  old.version() + 1);
          users.put(old.id(), replaced);
          return replaced;
        });
  }

  @Override
  public CompletionStage<Long> delete(UserId id, Cascade cascade, Precondition precondition) {
    return locked(() -> checked(id, precondition))
        .thenCompose(
            user ->
                cascade == Cascade.SESSIONS
                    ? sessions.deleteAll(id)
                    : CompletableFuture.completedStage(0L))
        .thenCompose(
            count ->
                locked(
                    () -> {
                      users.remove(checked(id, precondition).id());
                      return count;
                    }));
  }

  private User checked(UserId id, Precondition precondition) {
    User user = existing(id);
    if (!precondition.holdsFor(user.version())) {
      throw new VersionMismatch(user.version());
    }
    return user;
  }

  private User existing(UserId id) {
    User user = users.get(id);
    if (user == null) {
      throw new UserNotFound(id);
    }
    return user;
  }

  private <T> CompletionStage<T> locked(Supplier<T> action) {
    synchronized (users) {
      try {
        return CompletableFuture.completedStage(action.get());
      } catch (RuntimeException e) {
        return CompletableFuture.failedStage(e);
      }
    }
  }
}
