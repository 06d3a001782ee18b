/**
 * Requests as observations of Micrometer: spans, for a program that brings a registry of its own.
 */
@NullMarked
package dev.agentc.api.tracing;

import org.jspecify.annotations.NullMarked;
