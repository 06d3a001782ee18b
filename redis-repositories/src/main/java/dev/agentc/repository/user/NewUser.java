package dev.agentc.repository.user;

import dev.agentc.repository.JsonValue;
import java.util.Optional;

/**
 * A user to create, or what an existing one is replaced with. Whether the texts are fit (an email
 * with one {@code @}) is for the caller to check; they are stored as they are.
 *
 * @param metadata a JSON object
 */
public record NewUser(
    UserId id,
    Optional<String> email,
    Optional<String> firstName,
    Optional<String> lastName,
    JsonValue metadata) {

  public NewUser {
    if (metadata.kind() != JsonValue.Kind.OBJECT) {
      throw new IllegalArgumentException("metadata must be an object: was " + metadata.kind());
    }
  }

  /** A user of whom nothing is known but the id. */
  public static NewUser of(UserId id) {
    return new NewUser(
        id, Optional.empty(), Optional.empty(), Optional.empty(), new JsonValue("{}"));
  }
}
