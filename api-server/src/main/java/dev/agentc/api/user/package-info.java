/** The endpoints of users: what a body means, and how a user is shown. */
@NullMarked
package dev.agentc.api.user;

import org.jspecify.annotations.NullMarked;
