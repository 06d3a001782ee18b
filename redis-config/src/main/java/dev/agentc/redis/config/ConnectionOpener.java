package dev.agentc.redis.config;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Opens connections to one topology and keeps what they share (threads, client). The seam where
 * standalone, Sentinel and Cluster differ. The first opening creates threads and may take a while:
 * it is called on a thread that may wait.
 */
interface ConnectionOpener {

  /**
   * One attempt at a shared connection; never tries again by itself.
   *
   * @param lost told once when that connection is gone, unless it was closed on purpose
   */
  CompletionStage<Link> open(Consumer<Link> lost);

  /** One attempt at a connection for a single holder. */
  CompletionStage<LeasedConnection> openLeased();

  /** Closes what the connections shared; they have been closed before. */
  CompletionStage<Void> shutdown();
}
