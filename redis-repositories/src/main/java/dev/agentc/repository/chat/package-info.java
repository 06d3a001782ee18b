/**
 * Messages, tool calls and interactions of sessions: their values, the repository, and its
 * implementations for Redis and for memory.
 */
@NullMarked
package dev.agentc.repository.chat;

import org.jspecify.annotations.NullMarked;
