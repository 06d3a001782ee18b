package dev.agentc.repository.chat;

import java.util.List;
import java.util.Optional;

/**
 * A turn to store as one.
 *
 * @param id the caller's; without one it gets a UUID
 * @param messages 1 to 200
 * @param toolCalls 0 to 200
 */
public record NewInteraction(
    Optional<InteractionId> id, List<NewEntry> messages, List<NewEntry> toolCalls) {

  /** Most messages, and most tool calls, of one interaction. */
  public static final int MAX_ENTRIES = 200;

  public NewInteraction {
    messages = List.copyOf(messages);
    toolCalls = List.copyOf(toolCalls);
    if (messages.isEmpty() || messages.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("messages must be 1 to 200: was " + messages.size());
    }
    if (toolCalls.size() > MAX_ENTRIES) {
      throw new IllegalArgumentException("toolCalls must be 0 to 200: was " + toolCalls.size());
    }
  }
}
