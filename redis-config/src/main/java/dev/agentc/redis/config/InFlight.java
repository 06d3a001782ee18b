package dev.agentc.redis.config;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts operations under way, so that closing can wait for them. */
final class InFlight {

  private final AtomicInteger count = new AtomicInteger();
  private final CompletableFuture<Void> drained = new CompletableFuture<>();
  private volatile boolean draining;

  /** False once draining: then nothing may start. */
  boolean enter() {
    count.incrementAndGet();
    if (draining) {
      leave();
      return false;
    }
    return true;
  }

  void leave() {
    if (count.decrementAndGet() == 0 && draining) {
      drained.complete(null);
    }
  }

  int count() {
    return count.get();
  }

  /** Lets nothing in from now on; ends when the last is out. */
  CompletionStage<Void> drain() {
    draining = true;
    if (count.get() == 0) {
      drained.complete(null);
    }
    return drained.copy();
  }
}
