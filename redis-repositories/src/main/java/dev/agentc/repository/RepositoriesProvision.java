package dev.agentc.repository;

import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;

/** What the component of this library offers to those that depend on it. */
public interface RepositoriesProvision {

  Repositories repositories();

  SessionRepository sessions();

  UserRepository users();

  ChatRepository chats();

  MetadataRepository metadata();

  /** What a component offers, of repositories that were made without one. */
  static RepositoriesProvision of(Repositories repositories) {
    return new RepositoriesProvision() {
      @Override
      public Repositories repositories() {
        return repositories;
      }

      @Override
      public SessionRepository sessions() {
        return repositories.sessions();
      }

      @Override
      public UserRepository users() {
        return repositories.users();
      }

      @Override
      public ChatRepository chats() {
        return repositories.chats();
      }

      @Override
      public MetadataRepository metadata() {
        return repositories.metadata();
      }
    };
  }
}
