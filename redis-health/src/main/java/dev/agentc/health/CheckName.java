package dev.agentc.health;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The five things that a diagnosis looks at, in the order in which a report lists them. */
public enum CheckName {
  /** Is there a connection, and as whom? */
  CONNECTIVITY,
  /** How fast are the answers? */
  PERFORMANCE,
  /** What does the server say of itself? */
  SERVER_INFO,
  /** Does this process get connections and replies? */
  CONNECTION_POOL,
  /** Can keys be written, read and deleted? */
  OPERATIONAL;

  /** As it stands in a report: {@code server_info}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As it stands in a path: {@code server-info}. */
  public String pathSegment() {
    return label().replace('_', '-');
  }

  public static Optional<CheckName> ofPathSegment(String segment) {
    return Arrays.stream(values()).filter(name -> name.pathSegment().equals(segment)).findAny();
  }
}
