/**
 * How to reach a Redis: its settings, one self-healing connection, and the three ways in (required,
 * optional, managed). Everything public here is immutable or thread-safe.
 */
@NullMarked
package dev.agentc.redis.config;

import org.jspecify.annotations.NullMarked;
