package dev.agentc.repository.chat;

import dev.agentc.repository.JsonValue;

/**
 * One piece of metadata.
 *
 * @param version of the session that it belongs to
 */
public record MetadataValue(JsonValue value, long version) {}
