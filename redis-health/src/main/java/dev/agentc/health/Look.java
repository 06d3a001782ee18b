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

  /** When it has ended: whether there was a reply to all that was sent, none of it given up. */
  boolean answered();
}
