package dev.agentc.repository.session;

/** What a patch did: nothing when both have the same version. */
public record SessionChange(Session before, Session after) {

  public boolean changed() {
    return before.version() != after.version();
  }
}
