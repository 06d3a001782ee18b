package dev.agentc.repository;

import java.time.Clock;

class InMemoryOwnershipTest implements OwnershipContract, KeyReuseContract {

  private final Repositories repositories =
      InMemoryRepositories.create(RepositoryConfig.builder().build(), Clock.systemUTC());

  @Override
  public Repositories repositories() {
    return repositories;
  }
}
