package dev.agentc.health;

import java.util.concurrent.CompletionStage;

/** One look at Redis, by {@link SingleFlight}: begun once, concluded once. */
interface Look<T> {

  /**
   * Sends the commands.
   *
   * @return completes, never exceptionally, when the last reply is there or given up
   */
  CompletionStage<Void> begin();

  /** The verdict on what is known by now; what is missing counts as not answered. */
  T conclude();

  /** Whether Redis replied to anything. */
  boolean answered();
}
