package dev.agentc.health;

import dev.agentc.redis.config.RedisProbe;
import java.util.concurrent.CompletionStage;

/** One of the five checks of one diagnosis: begun once, concluded once. */
interface Check {

  CheckName name();

  /** Sends its commands; completes, never exceptionally, when the last has ended. */
  CompletionStage<Void> begin(RedisProbe probe);

  /** What is known by now. */
  Seen conclude();

  /** When it has ended: whether there was a reply to all that it sent, none of it given up. */
  boolean answered();
}
