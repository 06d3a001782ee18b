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
}
