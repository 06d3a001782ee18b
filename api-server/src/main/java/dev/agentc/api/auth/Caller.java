package dev.agentc.api.auth;

import dev.agentc.repository.user.UserId;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Who asks.
 *
 * @param name what logs and limits call it; empty when nobody knows who it is
 * @param roles empty for an anonymous caller where callers are told apart
 * @param user whose sessions, chats and record are its own
 */
public record Caller(String name, Set<Role> roles, Optional<UserId> user) {

  private static final Caller ANONYMOUS = new Caller("", Set.of(), Optional.empty());
  private static final Caller ANYBODY = new Caller("", Set.of(Role.ADMIN), Optional.empty());

  public Caller {
    roles = Set.copyOf(roles);
    if (roles.contains(Role.USER) && !roles.contains(Role.ADMIN) && user.isEmpty()) {
      throw new IllegalArgumentException("a caller with the role user must be a user: was " + name);
    }
  }

  /** No credentials, and they would count ({@code API_AUTH} is not none). */
  public static Caller anonymous() {
    return ANONYMOUS;
  }

  /** Whoever it is: {@code API_AUTH=none}, where all may do everything. */
  public static Caller anybody() {
    return ANYBODY;
  }

  public boolean isAnonymous() {
    return name.isEmpty();
  }

  public boolean isAdmin() {
    return roles.contains(Role.ADMIN);
  }

  /** Whether it may call what is not for everybody. */
  public boolean isKnown() {
    return !roles.isEmpty();
  }

  /**
   * What it may see of a repository: {@code caller.own(sessions, SessionRepository::ownedBy)}. An
   * endpoint that asks a repository in any other way shows everybody's. A 401 for a caller whom
   * nobody knows: an endpoint for everybody must not show everybody's.
   */
  public <R> R own(R all, BiFunction<R, UserId, R> ownedBy) {
    if (!isKnown()) {
      throw Refusals.missing();
    }
    return owner().map(user -> ownedBy.apply(all, user)).orElse(all);
  }

  /** Whose things it is confined to; empty for an admin. */
  public Optional<UserId> owner() {
    return isAdmin() ? Optional.empty() : user;
  }
}
