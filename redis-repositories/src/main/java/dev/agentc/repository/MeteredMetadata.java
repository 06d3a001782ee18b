package dev.agentc.repository;

import dev.agentc.repository.chat.MetadataKey;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.chat.MetadataValue;
import dev.agentc.repository.chat.SessionMetadata;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Metadata by key, timed. */
final class MeteredMetadata implements MetadataRepository {

  private final MetadataRepository repository;
  private final RepositoryTimers timers;

  MeteredMetadata(MetadataRepository repository, RepositoryTimers timers) {
    this.repository = repository;
    this.timers = timers;
  }

  @Override
  public CompletionStage<SessionMetadata> all(SessionId session, MetadataKind kind) {
    return timers.time("all", System.nanoTime(), repository.all(session, kind));
  }

  @Override
  public CompletionStage<Optional<MetadataValue>> find(
      SessionId session, MetadataKind kind, MetadataKey key) {
    return timers.time("find", System.nanoTime(), repository.find(session, kind, key));
  }

  @Override
  public CompletionStage<Long> put(
      SessionId session,
      MetadataKind kind,
      MetadataKey key,
      JsonValue value,
      Precondition precondition) {
    return timers.time(
        "put", System.nanoTime(), repository.put(session, kind, key, value, precondition));
  }

  @Override
  public CompletionStage<Boolean> delete(
      SessionId session, MetadataKind kind, MetadataKey key, Precondition precondition) {
    return timers.time(
        "delete", System.nanoTime(), repository.delete(session, kind, key, precondition));
  }

  @Override
  public MetadataRepository ownedBy(UserId user) {
    return new MeteredMetadata(repository.ownedBy(user), timers);
  }
}
