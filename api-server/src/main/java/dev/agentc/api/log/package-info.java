/**
 * The log: one line an event, as text or JSON, that no caller can forge and no reader can block.
 */
@NullMarked
package dev.agentc.api.log;

import org.jspecify.annotations.NullMarked;
