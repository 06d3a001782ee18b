package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Metadata of sessions by key: any JSON value, kept losslessly. Thread-safe. Every method is one
 * script in one round trip, prolongs the session, and fails with {@link
 * RepositoryException.SessionNotFound} without a live one, else with another {@link
 * RepositoryException} or a {@link dev.agentc.redis.config.RedisFailure}. A {@link Precondition} is
 * one on the session's version, checked in the script that writes: {@link
 * RepositoryException.VersionMismatch} otherwise, and nothing is written.
 */
public interface MetadataRepository {

  /** Most bytes of all metadata of one kind, names and values together, as one JSON object. */
  int MAX_BYTES = 64 * 1024;

  /** O(size of the metadata), which is limited. */
  CompletionStage<SessionMetadata> all(SessionId session, MetadataKind kind);

  CompletionStage<Optional<MetadataValue>> find(
      SessionId session, MetadataKind kind, MetadataKey key);

  /**
   * Sets one value, {@code null} included, and completes with the session's version then. Fails
   * with {@link RepositoryException.InvalidValue} when the sum would exceed {@link #MAX_BYTES} or
   * the key is reserved in {@code kind}. The value that is there already changes nothing, the
   * version included.
   */
  CompletionStage<Long> put(
      SessionId session,
      MetadataKind kind,
      MetadataKey key,
      JsonValue value,
      Precondition precondition);

  /**
   * Removes one value and tells whether it was there. Fails with {@link
   * RepositoryException.InvalidValue} when the key is reserved in {@code kind}.
   */
  CompletionStage<Boolean> delete(
      SessionId session, MetadataKind kind, MetadataKey key, Precondition precondition);

  /**
   * The same of the sessions of one user: those of others are not there ({@link
   * RepositoryException.SessionNotFound}). Decided in the same script, at no further cost.
   */
  MetadataRepository ownedBy(UserId user);
}
