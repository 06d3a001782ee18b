package dev.agentc.repository.chat;

import dev.agentc.repository.InMemoryRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;

class InMemoryMetadataRepositoryTest implements MetadataRepositoryContract {

  private final Repositories repositories =
      InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC());

  @Override
  public Repositories repositories() {
    return repositories;
  }
}
