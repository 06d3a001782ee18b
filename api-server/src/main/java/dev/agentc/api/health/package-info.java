/** The endpoints of health: the short answers for load balancers and orchestrators. */
@NullMarked
package dev.agentc.api.health;

import org.jspecify.annotations.NullMarked;
