package dev.agentc.repository;

import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;
import io.micrometer.core.instrument.MeterRegistry;

/** Repositories whose operations are timed. */
final class MeteredRepositories implements Repositories {

  private final Repositories repositories;
  private final SessionRepository sessions;
  private final UserRepository users;
  private final ChatRepository chats;
  private final MetadataRepository metadata;

  MeteredRepositories(Repositories repositories, MeterRegistry registry) {
    this.repositories = repositories;
    this.sessions =
        new MeteredSessions(repositories.sessions(), new RepositoryTimers(registry, "session"));
    this.users = new MeteredUsers(repositories.users(), new RepositoryTimers(registry, "user"));
    this.chats = new MeteredChats(repositories.chats(), new RepositoryTimers(registry, "chat"));
    this.metadata =
        new MeteredMetadata(repositories.metadata(), new RepositoryTimers(registry, "metadata"));
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

  @Override
  public IndexMaintenance maintenance() {
    return repositories.maintenance();
  }

  @Override
  public void close() {
    repositories.close();
  }
}
