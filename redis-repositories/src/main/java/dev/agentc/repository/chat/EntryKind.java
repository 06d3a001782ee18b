package dev.agentc.repository.chat;

/** The two streams of a chat. */
public enum EntryKind {
  MESSAGE,
  TOOL_CALL
}
