package dev.agentc.repository.session;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.user.UserId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A session as it was at one moment.
 *
 * @param createdAt to the microsecond, as all times here but {@code expiresAt}, which is to the
 *     millisecond
 * @param expiresAt when it will be gone unless somebody reads or writes it before
 * @param active a flag of the caller's, nothing more
 * @param temperature without trailing zeros
 * @param metadata by key, sorted; every value as it came
 * @param messageCount how many messages are stored
 * @param version 1, 2, 3 and so on: how often the fields above were changed; messages do not count
 */
public record Session(
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
    Optional<String> agentInternalId,
    List<String> tools,
    Optional<BigDecimal> temperature,
    Optional<Integer> reasoningEffort,
    boolean extendedThinking,
    Optional<Long> budgetTokens,
    Optional<Long> maxTokens,
    Optional<String> customPrompt,
    SortedMap<String, JsonValue> metadata,
    long messageCount,
    long version) {

  public Session {
    tools = List.copyOf(tools);
    metadata = sorted(metadata);
  }

  public SessionSummary summary() {
    return new SessionSummary(
        id,
        modelId,
        personaId,
        name,
        userId,
        createdAt,
        updatedAt,
        lastActivity,
        expiresAt,
        active,
        messageCount);
  }

  private static SortedMap<String, JsonValue> sorted(Map<String, JsonValue> metadata) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }
}
