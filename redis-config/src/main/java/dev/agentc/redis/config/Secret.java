package dev.agentc.redis.config;

import java.util.Objects;

/**
 * A value that never shows in a log, a message or a debugger's view: only {@link #reveal()} gives
 * it.
 */
public final class Secret {

  private static final String MASK = "********";

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  public static Secret of(String value) {
    return new Secret(Objects.requireNonNull(value, "value"));
  }

  /** The secret itself, for the one place that hands it over. */
  public String reveal() {
    return value;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && value.equals(that.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Always the same, whatever the length. */
  @Override
  public String toString() {
    return MASK;
  }
}
