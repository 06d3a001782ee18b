package dev.agentc.repository.chat;

import java.util.List;

/** What a stored interaction was named; the ids are in the order given. */
public record InteractionReceipt(
    InteractionId id, List<EntryId> messageIds, List<EntryId> toolCallIds) {

  public InteractionReceipt {
    messageIds = List.copyOf(messageIds);
    toolCallIds = List.copyOf(toolCallIds);
  }
}
