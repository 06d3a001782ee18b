package dev.agentc.api.auth;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. */
public enum Role {
  /** Sees and changes the sessions, chats and user record that are its own. */
  USER,
  /** Everything. */
  ADMIN;

  /** As it is written in key files and tokens; empty for a word that is none of ours. */
  public static Optional<Role> parse(String word) {
    return switch (word) {
      case "user" -> Optional.of(USER);
      case "admin" -> Optional.of(ADMIN);
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
