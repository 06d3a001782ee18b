package dev.agentc.repository.session;

import dev.agentc.repository.user.UserId;
import java.time.Instant;
import java.util.Optional;

/** What a list shows of a session; the fields are those of {@link Session}. */
public record SessionSummary(
    SessionId id,
    String modelId,
    String personaId,
    String name,
    Optional<UserId> userId,
    Instant createdAt,
    Instant updatedAt,
    Instant lastActivity,
    Instant expiresAt,
    boolean active,
    long messageCount) {}
