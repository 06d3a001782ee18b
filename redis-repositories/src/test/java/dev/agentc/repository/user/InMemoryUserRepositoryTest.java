package dev.agentc.repository.user;

import dev.agentc.repository.InMemoryRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;

class InMemoryUserRepositoryTest implements UserRepositoryContract {

  private final Repositories repositories =
      InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC());

  @Override
  public Repositories repositories() {
    return repositories;
  }
}
