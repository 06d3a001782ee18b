package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisFailure;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.KeySpace.IndexKeys;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.Stages;
import dev.agentc.repository.user.UserId;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The indexes of sessions: one global (in shards), one of each user. They are derived from the
 * sessions, in other cluster slots, and therefore written behind them; what gets lost in between
 * heals. Thread-safe.
 */
public final class RedisSessionIndex {

  private static final Logger LOG = LoggerFactory.getLogger(RedisSessionIndex.class);
  private static final long LOG_EVERY_NANOS = 10_000_000_000L;
  private static final RedisScript PUT =
      RedisScript.load(RedisSessionIndex.class, "index", "index-put");
  private static final RedisScript TOUCH =
      RedisScript.load(RedisSessionIndex.class, "index", "index-touch");
  private static final RedisScript REMOVE =
      RedisScript.load(RedisSessionIndex.class, "index", "index-remove");

  private final RedisAccess access;
  private final KeySpace keys;
  private final AtomicLong nextLog = new AtomicLong(System.nanoTime());

  public RedisSessionIndex(RedisAccess access, KeySpace keys) {
    this.access = access;
    this.keys = keys;
  }

  /**
   * What the indexes know of a session.
   *
   * @param created in microseconds, as is {@code activity}; {@code expiry} is in milliseconds
   */
  public record Entry(
      SessionId id, Optional<UserId> userId, long created, long activity, long expiry) {

    static Entry of(SessionId id, StoredSession session) {
      return new Entry(
          id,
          session.userId(),
          session.number(StoredSession.CREATED_AT),
          session.number(StoredSession.LAST_ACTIVITY),
          session.number(StoredSession.EXPIRES_AT));
    }
  }

  /**
   * Tells the indexes of a session's activity or new deadline: issued at once, so that it runs
   * before whatever the caller sends next, but not waited for. It cannot fail: what it could not
   * write heals. One script for each index.
   */
  public void touch(Entry entry) {
    List<CompletionStage<Boolean>> known = new ArrayList<>();
    for (IndexKeys index : indexesOf(entry.id(), entry.userId())) {
      known.add(
          access.required(
              commands ->
                  TOUCH
                      .run(
                          commands,
                          index.all(),
                          bytes(entry.id().value()),
                          bytes(Long.toString(entry.created())),
                          bytes(Long.toString(entry.activity())),
                          bytes(Long.toString(entry.expiry())))
                      .thenApply(reply -> Replies.integer(reply.get(0)) != 0)));
    }
    // An index that lacks the session lost it (or the session is gone): look again, add it if so.
    known.forEach(
        stage ->
            giveUp(
                stage.thenCompose(
                    there ->
                        there
                            ? CompletableFuture.completedStage(true)
                            : restore(entry.id()).thenApply(done -> true))));
  }

  /** As {@link #touch(Entry)}, after a script on the session's chat. */
  public void touch(SessionId id, SessionStamp stamp) {
    touch(
        new Entry(
            id,
            stamp.userId(),
            Long.parseLong(stamp.createdAt()),
            Long.parseLong(stamp.lastActivity()),
            Long.parseLong(stamp.expiresAt())));
  }

  /** As {@link #touch(Entry)}, for a session that is gone. */
  public void remove(SessionId id, Optional<UserId> userId, long created) {
    indexesOf(id, userId)
        .forEach(index -> giveUp(remove(index, List.of(id.value(), Long.toString(created)))));
  }

  /** Adds what a create is about to store; false when another live session seems to have the id. */
  CompletionStage<Boolean> offer(
      RedisClusterAsyncCommands<String, byte[]> commands, Entry entry, long ttlMillis) {
    CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
    for (IndexKeys index : indexesOf(entry.id(), entry.userId())) {
      all =
          all.thenCombine(
              put(commands, index, entry, "", Long.toString(ttlMillis), "new"),
              Boolean::logicalAnd);
    }
    return all;
  }

  /** Makes the entry of a session that was seen what it should be. */
  CompletionStage<Void> set(Entry entry) {
    return access.required(
        commands -> {
          CompletionStage<Boolean> all = CompletableFuture.completedStage(true);
          for (IndexKeys index : indexesOf(entry.id(), entry.userId())) {
            String expiry = Long.toString(entry.expiry());
            all = all.thenCombine(put(commands, index, entry, expiry, "0", "known"), (a, b) -> a);
          }
          return all.thenApply(done -> null);
        });
  }

  /** Ids and times of creation, in turn: removes each entry that is still of that creation. */
  CompletionStage<Long> remove(IndexKeys index, List<String> idsAndCreated) {
    byte[][] arguments = idsAndCreated.stream().map(StoredSession::bytes).toArray(byte[][]::new);
    return access.required(
        commands ->
            REMOVE
                .run(commands, index.all(), arguments)
                .thenApply(reply -> Replies.integer(reply.get(0))));
  }

  /** Reads a session and adds it where it is missing; completes with whether it is alive. */
  CompletionStage<Boolean> restore(SessionId id) {
    return access
        .required(commands -> peek(commands, id))
        .thenCompose(
            entry ->
                entry.isEmpty()
                    ? CompletableFuture.completedStage(false)
                    : set(entry.get()).thenApply(done -> true));
  }

  /** What the session itself says, without prolonging it. One command. */
  CompletionStage<Optional<Entry>> peek(
      RedisClusterAsyncCommands<String, byte[]> commands, SessionId id) {
    return commands
        .hmget(keys.session(id).root(), "created_at", "last_activity", "expires_at", "user_id")
        .thenApply(
            values ->
                values.get(0).hasValue()
                    ? Optional.of(
                        new Entry(
                            id,
                            text(values.get(3)).flatMap(UserId::parse),
                            Replies.integer(values.get(0).getValue()),
                            Replies.integer(values.get(1).getValue()),
                            Replies.integer(values.get(2).getValue())))
                    : Optional.<Entry>empty());
  }

  private CompletionStage<Boolean> put(
      RedisClusterAsyncCommands<String, byte[]> commands,
      IndexKeys index,
      Entry entry,
      String expiry,
      String ttl,
      String how) {
    return PUT.run(
            commands,
            index.all(),
            bytes(entry.id().value()),
            bytes(Long.toString(entry.created())),
            bytes(Long.toString(entry.activity())),
            bytes(expiry),
            bytes(ttl),
            bytes(how))
        .thenApply(reply -> Replies.integer(reply.get(0)) == 1);
  }

  private List<IndexKeys> indexesOf(SessionId id, Optional<UserId> userId) {
    List<IndexKeys> indexes = new ArrayList<>();
    indexes.add(keys.sessionIndex(id));
    userId.map(keys::sessionIndex).ifPresent(indexes::add);
    return indexes;
  }

  private static Optional<String> text(KeyValue<String, byte[]> value) {
    return value.hasValue() ? Optional.of(Replies.text(value.getValue())) : Optional.empty();
  }

  /** For what nobody waits for: it heals, so one line in a while is enough. */
  private void giveUp(CompletionStage<?> stage) {
    var unused =
        stage.exceptionally(
            failure -> {
              Throwable cause = Stages.cause(failure);
              boolean refused =
                  cause instanceof RedisFailure.ReadOnly
                      || cause instanceof RedisFailure.OutOfMemory;
              long now = System.nanoTime();
              long due = nextLog.get();
              if (!refused && now - due >= 0 && nextLog.compareAndSet(due, now + LOG_EVERY_NANOS)) {
                LOG.warn(
                    "An index of sessions missed a change and will heal: {}", cause.toString());
              }
              return null;
            });
  }
}
