/** Who calls, and what it may: credentials, roles, and the ways to tell callers apart. */
@NullMarked
package dev.agentc.api.auth;

import org.jspecify.annotations.NullMarked;
