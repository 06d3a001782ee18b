package dev.agentc.repository.user;

import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.Stages;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.session.SessionSummary;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Deletes all sessions of a user, a page at a time: memory and replies stay small however many
 * there are, and whatever stops it, the rest is still listed for the next run.
 */
final class SessionsOfUser {

  private final SessionRepository sessions;

  SessionsOfUser(SessionRepository sessions) {
    this.sessions = sessions;
  }

  /** How many were deleted. */
  CompletionStage<Long> deleteAll(UserId id) {
    // Confined to the user, so that a session which somebody gives away meanwhile stays.
    SessionRepository own = sessions.ownedBy(id);
    return deleteFrom(own, SessionQuery.first().withLimit(SessionQuery.MAX_LIMIT).of(id), 0);
  }

  private CompletionStage<Long> deleteFrom(SessionRepository own, SessionQuery page, long before) {
    return own.list(page)
        .thenCompose(
            found ->
                delete(own, found.items())
                    .thenCompose(
                        deleted -> {
                          long count = before + deleted;
                          // By cursor: an entry that cannot be got rid of does not hold it up.
                          return found.nextCursor().isPresent()
                              ? deleteFrom(own, page.after(found.nextCursor().get()), count)
                              : CompletableFuture.completedStage(count);
                        }));
  }

  private static CompletionStage<Long> delete(SessionRepository own, List<SessionSummary> page) {
    List<CompletableFuture<Long>> all =
        page.stream().map(session -> delete(own, session).toCompletableFuture()).toList();
    return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
        .thenApply(done -> all.stream().mapToLong(CompletableFuture::join).sum());
  }

  private static CompletionStage<Long> delete(SessionRepository own, SessionSummary session) {
    return own.delete(session.id(), Precondition.none())
        .handle(
            (gone, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(1L);
              }
              Throwable cause = Stages.cause(failure);
              // Somebody was faster, or it expired: what was wanted is so.
              return cause instanceof SessionNotFound
                  ? CompletableFuture.completedStage(0L)
                  : CompletableFuture.<Long>failedStage(cause);
            })
        .thenCompose(stage -> stage);
  }
}
