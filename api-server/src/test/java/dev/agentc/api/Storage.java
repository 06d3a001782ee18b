package dev.agentc.api;

import dev.agentc.repository.InMemoryRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;

/**
 * Where the tests of the contract keep what they store: each is written once and runs over the
 * repositories in memory ({@code …Test}) and, in a subclass, over a real Redis ({@code
 * …ContractIT}).
 */
@FunctionalInterface
public interface Storage {

  /**
   * Empty repositories, which the caller closes.
   *
   * @param clock dates what is created
   */
  Repositories open(RepositoryConfig config, Clock clock);

  static Storage inMemory() {
    return InMemoryRepositories::create;
  }
}
