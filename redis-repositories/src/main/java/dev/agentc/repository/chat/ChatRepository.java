package dev.agentc.repository.chat;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The chats of sessions. Thread-safe. Every method is one script in one round trip, prolongs the
 * session, and fails with {@link RepositoryException.SessionNotFound} without a live one (writing
 * nothing then), else with another {@link RepositoryException} or a {@link
 * dev.agentc.redis.config.RedisFailure}. Reads answer without prolonging while Redis refuses
 * writes.
 */
public interface ChatRepository {

  /**
   * Adds an entry behind all others. O(1), whatever the length of the chat. Fails with {@link
   * RepositoryException.ChatFull} when the limit is reached and nothing may be trimmed, and with
   * {@link RepositoryException.IdempotencyKeyReused}.
   */
  CompletionStage<Written<EntryId>> append(
      SessionId session, EntryKind kind, NewEntry entry, Optional<IdempotencyKey> key);

  /** Reads what is asked for and at most one entry more. O(log n + count). */
  CompletionStage<EntryPage> range(SessionId session, EntryKind kind, EntryQuery query);

  /** O(log n). */
  CompletionStage<Optional<Entry>> find(SessionId session, EntryKind kind, EntryId id);

  /**
   * Adds all entries of a turn, or none. O(turn). Fails as {@link #append}, with {@link
   * RepositoryException.InteractionAlreadyExists}, and with {@link
   * RepositoryException.InvalidValue} for a turn larger than the chat's limit.
   */
  CompletionStage<Written<InteractionReceipt>> appendInteraction(
      SessionId session, NewInteraction interaction, Optional<IdempotencyKey> key);

  /**
   * Ids, oldest first, from the one behind {@code after} on. O(log n + count). An {@code after}
   * that the session does not have fails with {@link RepositoryException.InvalidValue}.
   *
   * @param count 1 to 1000
   */
  CompletionStage<InteractionIdPage> interactions(
      SessionId session, Optional<InteractionId> after, int count);

  /** O(log n + its size), however long the chat is. */
  CompletionStage<Optional<Interaction>> interaction(SessionId session, InteractionId id);

  /**
   * The same of the sessions of one user: those of others are not there ({@link
   * RepositoryException.SessionNotFound}). Decided in the same script, at no further cost.
   */
  ChatRepository ownedBy(UserId user);
}
