package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionRepository;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Changes of a session's own metadata, as patches of the session. */
final class OwnMetadata {

  private final SessionRepository sessions;

  OwnMetadata(SessionRepository sessions) {
    this.sessions = sessions;
  }

  CompletionStage<Long> put(
      SessionId session, MetadataKey key, JsonValue value, Precondition precondition) {
    return unlessRefused(
        key,
        () ->
            sessions
                .patch(
                    session,
                    SessionPatch.builder().putMetadata(key.value(), value).build(),
                    precondition)
                .thenApply(change -> change.after().version()));
  }

  CompletionStage<Boolean> delete(SessionId session, MetadataKey key, Precondition precondition) {
    return unlessRefused(
        key,
        () ->
            sessions
                .patch(
                    session,
                    SessionPatch.builder().removeMetadata(key.value()).build(),
                    precondition)
                .thenApply(change -> change.before().metadata().containsKey(key.value())));
  }

  static InvalidValue tooLarge(String bytes) {
    return new InvalidValue(
        List.of(
            new Violation(
                "metadata",
                "must be at most "
                    + MetadataRepository.MAX_BYTES
                    + " bytes in all: was "
                    + bytes)));
  }

  private static <T> CompletionStage<T> unlessRefused(
      MetadataKey key, Supplier<CompletionStage<T>> change) {
    if (key.reserved()) {
      return CompletableFuture.failedStage(
          new InvalidValue(List.of(new Violation("key", "is reserved: was " + key))));
    }
    try {
      return change.get();
    } catch (InvalidValue e) {
      return CompletableFuture.failedStage(e);
    }
  }
}
