package dev.agentc.repository.session;

import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.Written;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps sessions until they expire. Thread-safe. No method blocks or throws; a stage fails with a
 * {@link RepositoryException} when the answer is no and with a {@link RedisFailure} when Redis did
 * not give one. While Redis refuses writes, {@link #find} and {@link #list} still answer.
 */
public interface SessionRepository {

  /**
   * Stores a new session; never over another. One round trip (the session's script and one for each
   * index that lists it); three with a key. The same key again gives the first result again, also
   * when that session is gone by now.
   *
   * <p>Fails with {@link RepositoryException.SessionAlreadyExists} when the id that it names is
   * taken, and with {@link RepositoryException.IdempotencyKeyReused}.
   */
  CompletionStage<Written<Session>> create(NewSession session, Optional<IdempotencyKey> key);

  /** Reads, and prolongs when a tenth of its time has gone. One round trip, one script. */
  CompletionStage<Optional<Session>> find(SessionId id);

  /**
   * Lists without prolonging. Two round trips: one script for each index shard, then one read for
   * each session of the page. A cursor neither repeats nor skips a session that does not change
   * meanwhile. With several shards an offset costs offset + limit entries of each shard, a cursor
   * only limit of each.
   *
   * <p>Fails with {@link RepositoryException.InvalidValue} (field {@code cursor}) when the cursor
   * is none of this list's.
   */
  CompletionStage<SessionPage> list(SessionQuery query);

  /**
   * Changes what the patch names, all or nothing. A patch that changes no value changes nothing,
   * version included, but counts as a read. One round trip, one script; two when JSON values must
   * be compared or merged by their content, and once more for each other writer that comes between.
   *
   * <p>Fails with {@link RepositoryException.SessionNotFound}, {@link
   * RepositoryException.VersionMismatch}, or {@link RepositoryException.InvalidValue} (field {@code
   * metadata}) when all metadata together would be too large.
   */
  CompletionStage<SessionChange> patch(SessionId id, SessionPatch patch, Precondition precondition);

  /**
   * Deletes the session and its chat; no key is left. One round trip, one script.
   *
   * <p>Fails with {@link RepositoryException.SessionNotFound} or {@link
   * RepositoryException.VersionMismatch}.
   */
  CompletionStage<Void> delete(SessionId id, Precondition precondition);

  /**
   * The same sessions as one user sees them: those of others are not there, new ones belong to it,
   * and to give one to somebody else fails with {@link RepositoryException.NotOwner}. At no further
   * cost. Lists hold its own, also where the query names somebody else: then they are empty.
   */
  SessionRepository ownedBy(UserId user);
}
