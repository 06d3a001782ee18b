/**
 * Whether a Redis is well; if not, what is wrong, what it means and what to do. Knows nothing of
 * what is stored.
 */
@NullMarked
package dev.agentc.health;

import org.jspecify.annotations.NullMarked;
