package dev.agentc.redis.config;

/** Where reads that may be stale (lists, chat history) go: {@code REDIS_READ_FROM}. */
public enum ReadFrom {
  /** The primary, always: the default, never stale. */
  PRIMARY,
  /** A replica when there is one, else the primary. */
  REPLICA_PREFERRED,
  /** The node with the lowest latency, whatever its role. */
  NEAREST;

  /** In Lettuce's terms, which cover a cluster. */
  io.lettuce.core.ReadFrom order() {
    return switch (this) {
      case PRIMARY -> io.lettuce.core.ReadFrom.UPSTREAM;
      case REPLICA_PREFERRED -> io.lettuce.core.ReadFrom.REPLICA_PREFERRED;
      case NEAREST -> io.lettuce.core.ReadFrom.LOWEST_LATENCY;
    };
  }
}
