package dev.agentc.api;

/** Which of {@code /debug/*} are there ({@code DEBUG_ENDPOINTS}); the others are 404. */
public enum DebugMode {
  ON,
  OFF,
  /** On, except that those that write are off where anybody may reach them. */
  AUTO;

  /** Whether those that only read are there. */
  public boolean reads() {
    return this != OFF;
  }

  /**
   * Whether those that write are there.
   *
   * @param open callers need no credentials, and the address is reached from other machines
   */
  public boolean writes(boolean open) {
    return this == ON || (this == AUTO && !open);
  }
}
