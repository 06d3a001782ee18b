/** The endpoints of health: short answers for probes, the whole diagnosis for operators. */
@NullMarked
package dev.agentc.api.health;

import org.jspecify.annotations.NullMarked;
