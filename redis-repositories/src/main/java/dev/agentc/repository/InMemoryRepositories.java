package dev.agentc.repository;

import dev.agentc.repository.session.InMemorySessionRepository;
import dev.agentc.repository.session.InMemorySessionStore;
import dev.agentc.repository.session.SessionRepository;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The repositories in memory, by the same rules, for tests of applications. */
public final class InMemoryRepositories implements Repositories {

  private final SessionRepository sessions;

  private InMemoryRepositories(RepositoryConfig config, Clock clock) {
    InMemorySessionStore store = new InMemorySessionStore(clock);
    this.sessions =
        InMemorySessionRepository.create(
            store, config.sessionTtl(), config.idempotencyTtl(), clock, new SecureRandom());
  }

  /** Sessions expire by {@code clock}. */
  public static Repositories create(RepositoryConfig config, Clock clock) {
    return new InMemoryRepositories(config, clock);
  }

  @Override
  public SessionRepository sessions() {
    return sessions;
  }

  /** Has nothing to do: there is no index. */
  @Override
  public IndexMaintenance maintenance() {
    return new NoMaintenance();
  }

  @Override
  public void close() {
    // Nothing runs in the background.
  }

  private static final class NoMaintenance implements IndexMaintenance {
    @Override
    public void start() {
      // Nothing to do.
    }

    @Override
    public CompletionStage<Long> cleanUp() {
      return CompletableFuture.completedStage(0L);
    }

    @Override
    public CompletionStage<Long> rebuild() {
      return CompletableFuture.completedStage(0L);
    }

    @Override
    public void close() {
      // Nothing to do.
    }
  }
}
