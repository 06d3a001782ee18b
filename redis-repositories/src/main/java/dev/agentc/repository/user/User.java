package dev.agentc.repository.user;

import dev.agentc.repository.JsonValue;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A stored user.
 *
 * @param uuid given at creation, never changed
 * @param metadata a JSON object
 * @param updatedAt empty until the first replacement
 * @param version 1 at creation, one more with each replacement
 */
public record User(
    UserId id,
    UUID uuid,
    Optional<String> email,
    Optional<String> firstName,
    Optional<String> lastName,
    JsonValue metadata,
    Instant createdAt,
    Optional<Instant> updatedAt,
    long version) {}
