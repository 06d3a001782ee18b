package dev.agentc.repository.user;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.NotOwner;
import dev.agentc.repository.RepositoryException.UserNotFound;
import dev.agentc.repository.Written;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The users as one of them sees them. A record never changes its id, so that whose it is can be
 * told without asking Redis.
 */
final class OwnUser implements UserRepository {

  private final UserRepository all;
  private final UserId self;

  OwnUser(UserRepository all, UserId self) {
    this.all = all;
    this.self = self;
  }

  @Override
  public CompletionStage<Written<User>> create(NewUser user, Optional<IdempotencyKey> key) {
    return user.id().equals(self)
        ? all.create(user, key)
        : CompletableFuture.failedStage(new NotOwner());
  }

  @Override
  public CompletionStage<Optional<User>> find(UserId id) {
    return id.equals(self) ? all.find(id) : CompletableFuture.completedStage(Optional.empty());
  }

  @Override
  public CompletionStage<UserPage> list(UserQuery query) {
    Optional<UserCursor> behind;
    try {
      behind = query.cursor().map(UserCursor::parse);
    } catch (InvalidValue e) {
      return CompletableFuture.failedStage(e);
    }
    // This list has no second page, so that nothing is behind any cursor.
    boolean shown = query.offset() == 0 && behind.isEmpty();
    return all.find(self)
        .thenApply(
            found ->
                new UserPage(
                    shown ? found.stream().toList() : List.of(),
                    found.isPresent() ? 1 : 0,
                    Optional.empty()));
  }

  @Override
  public CompletionStage<User> replace(NewUser user, Precondition precondition) {
    return user.id().equals(self)
        ? all.replace(user, precondition)
        : CompletableFuture.failedStage(new UserNotFound(user.id()));
  }

  @Override
  public CompletionStage<Long> delete(UserId id, Cascade cascade, Precondition precondition) {
    return id.equals(self)
        ? all.delete(id, cascade, precondition)
        : CompletableFuture.failedStage(new UserNotFound(id));
  }

  @Override
  public UserRepository ownedBy(UserId user) {
    return all.ownedBy(user);
  }
}
