package dev.agentc.repository.session;

import dev.agentc.repository.Owner;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the in-memory chats need of the in-memory sessions. */
public interface LiveSessions {

  /**
   * Runs {@code action} on a live session, while nothing else can change or end it, and prolongs
   * it. Throws {@link SessionNotFound} when there is none that {@code owner} sees, and whatever
   * {@code action} throws.
   */
  <T> T with(SessionId id, Owner owner, Function<Live, T> action);

  /** A session during an action. */
  interface Live {
    Session session();

    /**
     * Dates the session as written.
     *
     * @param messageCount as it is from now on; empty when it stays
     */
    void written(OptionalLong messageCount);
  }
}
