package dev.agentc.repository;

import dev.agentc.repository.user.Cascade;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.User;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserPage;
import dev.agentc.repository.user.UserQuery;
import dev.agentc.repository.user.UserRepository;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Users, timed. */
final class MeteredUsers implements UserRepository {

  private final UserRepository repository;
  private final RepositoryTimers timers;

  MeteredUsers(UserRepository repository, RepositoryTimers timers) {
    this.repository = repository;
    this.timers = timers;
  }

  @Override
  public CompletionStage<Written<User>> create(NewUser user, Optional<IdempotencyKey> key) {
    return timers.time("create", System.nanoTime(), repository.create(user, key));
  }

  @Override
  public CompletionStage<Optional<User>> find(UserId id) {
    return timers.time("find", System.nanoTime(), repository.find(id));
  }

  @Override
  public CompletionStage<UserPage> list(UserQuery query) {
    return timers.time("list", System.nanoTime(), repository.list(query));
  }

  @Override
  public CompletionStage<User> replace(NewUser user, Precondition precondition) {
    return timers.time("replace", System.nanoTime(), repository.replace(user, precondition));
  }

  @Override
  public CompletionStage<Long> delete(UserId id, Cascade cascade, Precondition precondition) {
    return timers.time("delete", System.nanoTime(), repository.delete(id, cascade, precondition));
  }

  @Override
  public UserRepository ownedBy(UserId user) {
    return new MeteredUsers(repository.ownedBy(user), timers);
  }
}
