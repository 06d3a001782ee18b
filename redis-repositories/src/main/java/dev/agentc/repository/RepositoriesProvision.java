package dev.agentc.repository;

import dev.agentc.repository.session.SessionRepository;

/** What the component of this library offers to those that depend on it. */
public interface RepositoriesProvision {

  Repositories repositories();

  SessionRepository sessions();
}
