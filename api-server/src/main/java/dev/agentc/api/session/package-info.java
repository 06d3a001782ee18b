/** The endpoints of sessions: what a body means, and how a session is shown. */
@NullMarked
package dev.agentc.api.session;

import org.jspecify.annotations.NullMarked;
