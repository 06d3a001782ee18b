package dev.agentc.health;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Looks at one Redis. Thread-safe; owns nothing that would have to be closed (the connector does).
 *
 * <p>No method blocks, throws or returns a stage that fails, whatever Redis does: an outage is an
 * answer. Every answer comes within the budget ({@code HEALTH_BUDGET}, 500 ms). However many ask at
 * once, Redis is looked at once, and not again before {@code HEALTH_CACHE} (1 s) is over or, for
 * {@link #ready()}, a connection was lost or is back. An answer older than that is never given:
 * while Redis hangs, the answer is unhealthy.
 *
 * <p>The commands go over the connector's probe connections, writes over one of their own. The
 * probe keys are {@code <prefix>:health:<random for this process>…} and expire within 10 s.
 */
public interface RedisHealth {

  /**
   * Whether Redis can be used, for a load balancer or an orchestrator: 3 commands in one round trip
   * (PING, GET, SET), far below 8 KiB.
   */
  CompletionStage<ServiceHealth> ready();

  /**
   * The whole diagnosis: five checks in parallel, about 30 commands in at most three round trips.
   * What is not known at the deadline is reported as unanswered. Rates count since the previous
   * diagnosis.
   */
  CompletionStage<HealthReport> check();

  /**
   * Tells {@code listener} of every diagnosis from now on, whoever asked for it, once each and in
   * the order in which they were made. It is called on a thread that it must not block; what it
   * throws is logged and otherwise ignored. Listeners stay for good.
   */
  void onReport(Consumer<HealthReport> listener);
}
