/** The API's own description, and the page that shows it. */
@NullMarked
package dev.agentc.api.openapi;

import org.jspecify.annotations.NullMarked;
