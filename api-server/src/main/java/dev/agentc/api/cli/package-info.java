/** The command line: what can be typed, what it prints, how it exits. Knows nothing of HTTP. */
@NullMarked
package dev.agentc.api.cli;

import org.jspecify.annotations.NullMarked;
