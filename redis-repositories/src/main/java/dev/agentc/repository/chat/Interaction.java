package dev.agentc.repository.chat;

import java.time.Instant;
import java.util.List;

/**
 * A stored interaction.
 *
 * @param timestamp when Redis wrote it
 * @param messages in the order given; after a trim, those that are left
 * @param toolCalls likewise
 * @param messageCount as written, whatever was trimmed since
 * @param toolCallCount likewise
 */
public record Interaction(
    InteractionId id,
    Instant timestamp,
    List<Entry> messages,
    List<Entry> toolCalls,
    int messageCount,
    int toolCallCount) {

  public Interaction {
    messages = List.copyOf(messages);
    toolCalls = List.copyOf(toolCalls);
  }
}
