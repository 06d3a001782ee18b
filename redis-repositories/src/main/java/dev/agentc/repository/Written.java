package dev.agentc.repository;

/**
 * The result of a write that may carry an {@link IdempotencyKey}.
 *
 * @param replayed true when the key was seen before: {@code value} is the first result, and nothing
 *     was written now
 */
public record Written<T>(T value, boolean replayed) {}
