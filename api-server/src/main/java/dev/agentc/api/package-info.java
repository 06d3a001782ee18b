/**
 * The HTTP API v2: composes connections, repositories and health into a server. Nothing below knows
 * HTTP.
 */
@NullMarked
package dev.agentc.api;

import org.jspecify.annotations.NullMarked;
