package dev.agentc.repository;

import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;

/**
 * Everything that is kept, for one application: made by a factory, shared by all threads, closed
 * once by its owner. It uses the connection that it is given and never closes it.
 */
public interface Repositories extends AutoCloseable {

  SessionRepository sessions();

  UserRepository users();

  ChatRepository chats();

  MetadataRepository metadata();

  /** Keeps the indexes clean in the background; does nothing until it is started. */
  IndexMaintenance maintenance();

  /** Stops what runs in the background. Idempotent. */
  @Override
  void close();
}
