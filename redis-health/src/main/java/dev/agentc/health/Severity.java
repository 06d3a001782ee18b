package dev.agentc.health;

import java.util.Locale;

/** How urgent a {@link Finding} is. */
public enum Severity {
  /** Worth knowing; nothing is wrong. */
  INFO,
  /** It works now; it will not for long, or not as well as it could. */
  WARNING,
  /** Requests fail because of it. */
  CRITICAL;

  /** As the API shows it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
