package dev.agentc.repository.chat;

import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How much a chat may hold.
 *
 * @param maxEntries most messages, and most tool calls, of one session ({@code CHAT_MAX_MESSAGES})
 * @param overflow what happens beyond ({@code CHAT_OVERFLOW})
 * @param pageBytes a page ends early rather than hold more bytes of bodies; one entry always fits
 * @param idempotencyTtl how long a reply can be replayed ({@code IDEMPOTENCY_TTL})
 */
public record ChatLimits(
    int maxEntries, ChatOverflow overflow, int pageBytes, Duration idempotencyTtl) {

  public ChatLimits {
    if (maxEntries < 1) {
      throw new IllegalArgumentException("maxEntries must be positive: was " + maxEntries);
    }
    if (pageBytes < 1) {
      throw new IllegalArgumentException("pageBytes must be positive: was " + pageBytes);
    }
  }

  /** Throws {@link InvalidValue} for a turn that no chat could hold. */
  void check(NewInteraction turn) {
    List<Violation> violations = new ArrayList<>();
    check("messages", turn.messages().size(), violations);
    check("tool_calls", turn.toolCalls().size(), violations);
    if (!violations.isEmpty()) {
      throw new InvalidValue(violations);
    }
  }

  private void check(String field, int count, List<Violation> violations) {
    if (count > maxEntries) {
      violations.add(
          new Violation(
              field, "must be at most " + maxEntries + ", the chat's limit: was " + count));
    }
  }
}
