/** Sessions: their values, the repository, and its implementations for Redis and for memory. */
@NullMarked
package dev.agentc.repository.session;

import org.jspecify.annotations.NullMarked;
