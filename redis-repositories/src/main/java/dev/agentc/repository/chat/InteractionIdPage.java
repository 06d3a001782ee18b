package dev.agentc.repository.chat;

import java.util.List;

/**
 * Ids of interactions, oldest first.
 *
 * @param total all interactions of the session
 * @param more true when there are further ones: the next page begins after the last id here
 */
public record InteractionIdPage(List<InteractionId> ids, long total, boolean more) {

  public InteractionIdPage {
    ids = List.copyOf(ids);
  }
}
