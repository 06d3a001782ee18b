package dev.agentc.repository;

import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The name of every key: the only code that builds one. All keys of a session share the hash tag
 * {@code {s:<id>}}, all of a user {@code {u:<id>}}, all of an index shard {@code {i:<n>}}, so that
 * each set lives in one cluster slot and one script can change it at once. {@code
 * docs/redis-keys.md} says what each key holds.
 */
public final class KeySpace {

  private final String prefix;
  private final int shards;

  /**
   * @param prefix before every key, {@code REDIS_KEY_PREFIX}
   * @param shards of the global session index, {@code SESSION_INDEX_SHARDS}; fixed for an
   *     installation
   */
  public KeySpace(String prefix, int shards) {
    if (!prefix.matches("[A-Za-z0-9_.-]+")) {
      throw new IllegalArgumentException("prefix must match [A-Za-z0-9_.-]+: was " + prefix);
    }
    if (shards < 1 || shards > 1024) {
      throw new IllegalArgumentException("shards must be between 1 and 1024: was " + shards);
    }
    this.prefix = prefix;
    this.shards = shards;
  }

  public SessionKeys session(SessionId id) {
    return new SessionKeys(prefix + ":session:{s:" + id.value() + "}");
  }

  /**
   * Matches the names of all sessions and of nothing else, for SCAN; a prefix holds no wildcard.
   */
  public String sessionPattern() {
    return prefix + ":session:{s:*}";
  }

  /** The session of a key that {@link #sessionPattern()} matched. */
  public Optional<SessionId> sessionId(String key) {
    String start = prefix + ":session:{s:";
    return key.startsWith(start) && key.endsWith("}")
        ? SessionId.parse(key.substring(start.length(), key.length() - 1))
        : Optional.empty();
  }

  public IndexKeys sessionIndex(SessionId id) {
    return shard(Math.floorMod(id.value().hashCode(), shards));
  }

  /** Every shard of the global session index, in order. */
  public List<IndexKeys> sessionIndexes() {
    return Stream.iterate(0, n -> n < shards, n -> n + 1).map(this::shard).toList();
  }

  /** The index of one user's sessions. */
  public IndexKeys sessionIndex(UserId id) {
    return new IndexKeys(user(id) + ":sessions");
  }

  public String user(UserId id) {
    return prefix + ":user:{u:" + id.value() + "}";
  }

  /** The index of all users, by time of creation. */
  public String userIndex() {
    return prefix + ":users:{i:0}";
  }

  /** The record of a create whose key is not known beforehand: see {@link IdempotencyKey}. */
  public String idempotency(IdempotencyKey key) {
    return prefix + ":idempotency:{k:" + key.scope() + "}";
  }

  /** How much of its rate limit a caller has used. Who it is does not stand in the key. */
  public String rateLimit(String caller) {
    return prefix + ":rate:{r:" + IdempotencyKey.of(new byte[0], caller).scope() + "}";
  }

  /** Held by the one replica that cleans up. */
  public String cleanupLease() {
    return prefix + ":sessions:{i:0}:cleanup";
  }

  private IndexKeys shard(int number) {
    return new IndexKeys(prefix + ":sessions:{i:" + number + "}");
  }

  /**
   * The keys of one session, all in one slot.
   *
   * @param root the session itself; the others carry its name and a suffix
   */
  public record SessionKeys(String root) {

    public String metadata() {
      return root + ":meta";
    }

    public String managedMetadata() {
      return root + ":managed_meta";
    }

    public String messages() {
      return root + ":messages";
    }

    public String toolCalls() {
      return root + ":tool_calls";
    }

    public String interactions() {
      return root + ":interactions";
    }

    public String interactionOrder() {
      return root + ":interaction_order";
    }

    public String replies() {
      return root + ":replies";
    }

    public String replyExpiry() {
      return root + ":reply_expiry";
    }

    /** All of them, the session itself first: what expires together and is deleted together. */
    public String[] all() {
      return new String[] {
        root,
        metadata(),
        managedMetadata(),
        messages(),
        toolCalls(),
        interactions(),
        interactionOrder(),
        replies(),
        replyExpiry()
      };
    }
  }

  /** The three sorted sets of one index of sessions, all in one slot; members are session ids. */
  public record IndexKeys(String root) {

    public String activity() {
      return root + ":activity";
    }

    public String created() {
      return root + ":created";
    }

    public String expiry() {
      return root + ":expiry";
    }

    public String[] all() {
      return new String[] {activity(), created(), expiry()};
    }
  }
}
