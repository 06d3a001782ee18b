package dev.agentc.repository.user;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.Written;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Users. They do not expire. Thread-safe; every stage fails with a {@link RepositoryException} or a
 * {@link dev.agentc.redis.config.RedisFailure}, and an outage is never "not found" or "empty".
 */
public interface UserRepository {

  /**
   * Stores a user whose id is free; fails with {@link RepositoryException.UserAlreadyExists}
   * otherwise, and never overwrites. One round trip of two scripts (record and index); three with a
   * {@code key}.
   */
  CompletionStage<Written<User>> create(NewUser user, Optional<IdempotencyKey> key);

  /** One command. */
  CompletionStage<Optional<User>> find(UserId id);

  /**
   * A page, newest first. Two round trips: the ids from the index, then one HMGET per user. An
   * entry without its user is not shown and removed in passing. A cursor that is not one of ours
   * fails with {@link RepositoryException.InvalidValue}.
   */
  CompletionStage<UserPage> list(UserQuery query);

  /**
   * Replaces everything but id, uuid and createdAt, and raises the version. Fails with {@link
   * RepositoryException.UserNotFound} or {@link RepositoryException.VersionMismatch}. One script.
   */
  CompletionStage<User> replace(NewUser user, Precondition precondition);

  /**
   * Deletes the record and returns how many sessions went with it. Fails with {@link
   * RepositoryException.UserNotFound} or {@link RepositoryException.VersionMismatch}.
   *
   * <p>With {@link Cascade#SESSIONS} the sessions go first, a page at a time, and the record last:
   * when it is interrupted, running it again does the rest. Sessions that are created meanwhile may
   * stay.
   */
  CompletionStage<Long> delete(UserId id, Cascade cascade, Precondition precondition);

  /**
   * The same as one user sees them: there is no record but its own, and to create somebody else's
   * fails with {@link RepositoryException.NotOwner}. Lists hold its own record, if there is one.
   */
  default UserRepository ownedBy(UserId user) {
    return new OwnUser(this, user);
  }
}
