package dev.agentc.redis.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a connected Redis says of itself. Fields that the ACL user may not ask for are empty;
 * version and mode never are.
 *
 * @param mode {@code standalone}, {@code sentinel} or {@code cluster}
 * @param role {@code master} or {@code replica}
 * @param usedMemoryBytes memory of the data set and the server's own
 * @param maxMemoryBytes limit; empty when there is none or it is not known
 */
public record ServerReport(
    String version,
    String mode,
    String role,
    Optional<Long> usedMemoryBytes,
    Optional<Long> maxMemoryBytes,
    Optional<Integer> connectedClients,
    Optional<Duration> uptime) {}
