package dev.agentc.repository;

import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;

/**
 * Hygiene for the indexes of sessions, which are derived data: entries whose session has expired or
 * is gone are removed in the background, by one replica at a time. Lists are exact without it; it
 * only bounds what nobody lists.
 */
public interface IndexMaintenance extends AutoCloseable {

  /**
   * Starts a background pass every {@code SESSION_CLEANUP_INTERVAL}. One thread; no Redis command
   * before the first interval has gone. Idempotent.
   */
  void start();

  /**
   * One pass now: removes expired and orphaned entries from every shard, {@code
   * SESSION_CLEANUP_BATCH_SIZE} at a time. Completes with how many it removed; with 0 and without a
   * look when another replica is at it.
   */
  CompletionStage<Long> cleanUp();

  /**
   * Adds every live session that an index lacks, by a SCAN of every node: for after an index was
   * lost. Never on a request's path. Completes with how many sessions it saw.
   */
  default CompletionStage<Long> rebuild() {
    return rebuild(seen -> {});
  }

  /**
   * As {@link #rebuild()}; tells after every batch how many sessions it has seen so far, on a
   * thread that {@code progress} must not block for long.
   */
  CompletionStage<Long> rebuild(LongConsumer progress);

  /** Stops the background passes; one under way ends after its batch. Idempotent. */
  @Override
  void close();
}
