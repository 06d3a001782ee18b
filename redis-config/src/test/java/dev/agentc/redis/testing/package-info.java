/**
 * A real Redis for a test: started on a free port of its own, and broken on demand. Published as
 * the test-jar of redis-config; {@code docs/testing.md} tells how the tests of another application
 * use it.
 */
@NullMarked
package dev.agentc.redis.testing;

import org.jspecify.annotations.NullMarked;
