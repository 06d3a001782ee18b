package dev.agentc.redis.testing;

import java.util.Map;

/** What a single server and a group of them have in common: a test written once runs on each. */
public interface RedisFixture {
  /**
   * Lua: {@code expires_at(key)}, as {@code PEXPIRETIME}, which Redis 6.2 lacks. There it is the
   * clock and the time left, when no millisecond passed between the two.
   */
  String EXPIRES_AT =
      """
      local function millis()
        local time = redis.call('TIME')
        return time[1] * 1000 + math.floor(time[2] / 1000)
      end
      local function expires_at(key)
        local at = redis.pcall('PEXPIRETIME', key)
        if type(at) == 'number' then
          return at
        end
        local before, left, after
        repeat
          before, left, after = millis(), redis.call('PTTL', key), millis()
        until before == after
        return left < 0 and left or before + left
      end
      """;

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

  /** When a key expires, in milliseconds of Unix time; -1 for never, -2 where there is no key. */
  default long expiresAt(String key) {
    try {
      return Long.parseLong(cli("PEXPIRETIME", key));
    } catch (RedisErrorReply unknownCommand) {
      return Long.parseLong(cli("EVAL", EXPIRES_AT + "return expires_at(KEYS[1])", "1", key));
    }
  }

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
