package dev.agentc.repository.user;

import java.util.List;
import java.util.Optional;

/**
 * A page of users, newest first.
 *
 * @param total of all users, on whatever page
 * @param nextCursor for the page behind this one; empty on the last
 */
public record UserPage(List<User> items, long total, Optional<String> nextCursor) {

  public UserPage {
    items = List.copyOf(items);
  }
}
