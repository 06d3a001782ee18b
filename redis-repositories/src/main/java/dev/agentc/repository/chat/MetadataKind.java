package dev.agentc.repository.chat;

/** The two kinds of metadata that a session has. */
public enum MetadataKind {
  /**
   * The session's own {@code metadata} field: a change raises the session's version, and four names
   * are reserved.
   */
  OWN,
  /** What the system itself keeps: no version, no reserved name. */
  MANAGED
}
