/** Users: their values, the repository, and its implementations for Redis and for memory. */
@NullMarked
package dev.agentc.repository.user;

import org.jspecify.annotations.NullMarked;
