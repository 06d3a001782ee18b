package dev.agentc.repository;

/** What happens to a chat that holds its most entries: {@code CHAT_OVERFLOW}. */
public enum ChatOverflow {
  /** The write is refused with {@link RepositoryException.ChatFull}. */
  REJECT,
  /** The oldest entries make room. */
  TRIM
}
