package dev.agentc.repository.user;

/** What goes with a deleted user. */
public enum Cascade {
  /** The record only; sessions keep naming the user. */
  NONE,
  /** All of the user's sessions, with their chats, then the record. */
  SESSIONS
}
