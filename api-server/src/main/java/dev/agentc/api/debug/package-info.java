/** What an operator tries by hand: one endpoint for each way to get at Redis. */
@NullMarked
package dev.agentc.api.debug;

import org.jspecify.annotations.NullMarked;
