package dev.agentc.redis.testing;

import java.util.Map;

/** What a single server and a group of them have in common: a test written once runs on each. */
public interface RedisFixture {

  /** The settings ({@code REDIS_…}) with which the default user gets in. */
  Map<String, String> settings();

  /** As {@link #settings()}, for a user named in {@link RedisBuilder#aclUser}. */
  Map<String, String> settings(String aclUser);

  /**
   * Runs one command as the fixture's user and returns the reply as text: elements of an array on a
   * line each, nil as {@code (nil)}. An error reply is thrown as {@link RedisErrorReply}. In a
   * cluster it goes to the node of its key; {@code KEYS}, {@code SCRIPT} and {@code DBSIZE} to
   * every primary.
   */
  String cli(String... command);

  /** Deletes everything. */
  void flush();

  /** Back to a Redis that runs, takes writes and is empty, with its counts at zero. */
  void reset();

  /**
   * How often each command ran since {@link #resetCounts()}, without those of the fixture. In a
   * group: on all primaries together. A replica counts what it replicates, too: ask it itself.
   */
  Map<String, Long> commandCounts();

  /** Starts counting at zero. */
  void resetCounts();
}
