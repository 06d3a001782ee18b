package dev.agentc.redis.config;

import java.util.Optional;

/**
 * A part of the keys that one server answers for: all of them, or in a cluster those in the slots
 * of a primary.
 *
 * @param hashTag with braces, so that a key that holds it, and no other brace, is of this part;
 *     empty where every key is
 * @param server the primary, as the cluster knows it; empty where there is no cluster, and for
 *     slots that no known node serves
 */
public record Shard(String hashTag, Optional<HostAndPort> server) {

  /** Every key. */
  public static final Shard ALL = new Shard("", Optional.empty());

  /** Whether it is slots of a cluster that nobody serves. */
  public boolean uncovered() {
    return server.isEmpty() && !hashTag.isEmpty();
  }
}
