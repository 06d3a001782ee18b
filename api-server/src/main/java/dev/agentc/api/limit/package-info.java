/** How often a caller may call. */
@NullMarked
package dev.agentc.api.limit;

import org.jspecify.annotations.NullMarked;
