package dev.agentc.repository;

import dev.agentc.repository.chat.ChatLimits;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.InMemoryChatRepository;
import dev.agentc.repository.chat.InMemoryChats;
import dev.agentc.repository.chat.InMemoryMetadataRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.InMemorySessionRepository;
import dev.agentc.repository.session.InMemorySessionStore;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.InMemoryUserRepository;
import dev.agentc.repository.user.UserRepository;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/** The repositories in memory, by the same rules, for tests of applications. */
public final class InMemoryRepositories implements Repositories {

  private final SessionRepository sessions;
  private final UserRepository users;
  private final ChatRepository chats;
  private final MetadataRepository metadata;

  private InMemoryRepositories(RepositoryConfig config, Clock clock) {
    InMemorySessionStore store = new InMemorySessionStore(clock);
    InMemoryReplies replies = new InMemoryReplies(config.idempotencyTtl());
    this.sessions =
        InMemorySessionRepository.create(
            store, config.sessionTtl(), replies, clock, new SecureRandom());
    this.users = InMemoryUserRepository.create(sessions, replies, clock);
    InMemoryChats chatsOfAll = InMemoryChats.of(store);
    ChatLimits limits =
        new ChatLimits(
            config.chatMaxMessages(),
            config.chatOverflow(),
            config.chatPageBytes(),
            config.idempotencyTtl());
    this.chats = InMemoryChatRepository.create(chatsOfAll, limits, clock);
    this.metadata = InMemoryMetadataRepository.create(chatsOfAll, sessions);
  }

  /** Sessions expire by {@code clock}. */
  public static Repositories create(RepositoryConfig config, Clock clock) {
    return new InMemoryRepositories(config, clock);
  }

  @Override
  public SessionRepository sessions() {
    return sessions;
  }

  @Override
  public UserRepository users() {
    return users;
  }

  @Override
  public ChatRepository chats() {
    return chats;
  }

  @Override
  public MetadataRepository metadata() {
    return metadata;
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
    public CompletionStage<Long> rebuild(LongConsumer progress) {
      return CompletableFuture.completedStage(0L);
    }

    @Override
    public void close() {
      // Nothing to do.
    }
  }
}
