package dev.agentc.repository;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * What must hold of the stored version for a change to happen (HTTP's If-Match). Checked in the
 * same atomic step as the change; otherwise {@link RepositoryException.VersionMismatch}.
 *
 * @param versions any of these; empty means any version
 */
public record Precondition(Set<Long> versions) {

  private static final Precondition NONE = new Precondition(Set.of());

  public Precondition {
    versions = Set.copyOf(versions);
  }

  /**
   * No condition. (That it must exist goes without saying: changing what is not there is "not
   * found".)
   */
  public static Precondition none() {
    return NONE;
  }

  public static Precondition version(long version) {
    return new Precondition(Set.of(version));
  }

  /** As the scripts take it: {@code ,1,3,}, or nothing for any version. */
  public String argument() {
    return versions.isEmpty()
        ? ""
        : versions.stream().map(String::valueOf).collect(Collectors.joining(",", ",", ","));
  }

  public boolean holdsFor(long version) {
    return versions.isEmpty() || versions.contains(version);
  }
}
