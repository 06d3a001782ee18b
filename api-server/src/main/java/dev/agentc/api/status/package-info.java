/** The page for people: what the diagnosis says, as it changes. */
@NullMarked
package dev.agentc.api.status;

import org.jspecify.annotations.NullMarked;
