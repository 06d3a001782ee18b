package dev.agentc.redis.config;

import java.time.Duration;
import java.util.Optional;

/**
 * What a connected Redis says of itself. Fields that the ACL user may not ask for are empty; the
 * others never are.
 *
 * @param name {@code redis}, {@code valkey}, or what another server calls itself
 * @param version of that server: a Valkey also says which Redis it stands in for, which is not told
 *     here
 * @param mode {@code standalone}, {@code sentinel} or {@code cluster}
 * @param role {@code master} or {@code replica}
 * @param usedMemoryBytes memory of the data set and the server's own
 * @param maxMemoryBytes limit; empty when there is none or it is not known
 */
public record ServerReport(
    String name,
    String version,
    String mode,
    String role,
    Optional<Long> usedMemoryBytes,
    Optional<Long> maxMemoryBytes,
    Optional<Integer> connectedClients,
    Optional<Duration> uptime) {}
