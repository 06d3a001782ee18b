package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.IndexMaintenance;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.KeySpace.IndexKeys;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.Stages;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hygiene for the global index, shard by shard, under a lease that the whole installation shares.
 */
public final class RedisIndexMaintenance implements IndexMaintenance {

  private static final Logger LOG = LoggerFactory.getLogger(RedisIndexMaintenance.class);

  /** Renewed with every batch; a replica that dies holds the others up for this long. */
  private static final Duration LEASE = Duration.ofSeconds(30);

  /** As in the list: a create may still be under way. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(30);

  private static final RedisScript TAKE = RedisScript.load(RedisIndexMaintenance.class, "lease");
  private static final RedisScript SWEEP =
      RedisScript.load(RedisIndexMaintenance.class, "index", "index-expire", "index-sweep");

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final RepositoryConfig config;
  private final Clock clock;
  private final String token = UUID.randomUUID().toString();
  private @Nullable ScheduledExecutorService scheduler;
  private volatile boolean closed;

  private RedisIndexMaintenance(
      RedisAccess access, KeySpace keys, RepositoryConfig config, Clock clock) {
    this.access = access;
    this.keys = keys;
    this.index = new RedisSessionIndex(access, keys);
    this.config = config;
    this.clock = clock;
  }

  /** Uses {@code access} without closing it; no thread before {@link #start()}. */
  public static IndexMaintenance create(
      RedisAccess access, KeySpace keys, RepositoryConfig config, Clock clock) {
    return new RedisIndexMaintenance(access, keys, config, clock);
  }

  @Override
  public synchronized void start() {
    if (scheduler != null || closed) {
      return;
    }
    scheduler =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "agentc-index-maintenance");
              thread.setDaemon(true);
              return thread;
            });
    long interval = config.cleanupInterval().toMillis();
    var unused =
        scheduler.scheduleAtFixedRate(
            this::cleanUpInBackground, interval, interval, TimeUnit.MILLISECONDS);
  }

  @Override
  public CompletionStage<Long> cleanUp() {
    return lease(LEASE)
        .thenCompose(
            ours -> {
              if (!ours) {
                return CompletableFuture.completedStage(0L);
              }
              return shards(0, 0)
                  .handle(
                      (removed, failure) ->
                          lease(Duration.ZERO)
                              .handle((released, ignored) -> null)
                              .thenCompose(
                                  done ->
                                      failure == null
                                          ? CompletableFuture.completedStage(removed)
                                          : CompletableFuture.<Long>failedStage(
                                              Stages.cause(failure))))
                  .thenCompose(stage -> stage);
            });
  }

  @Override
  public CompletionStage<Long> rebuild(LongConsumer progress) {
    return scan(ScanCursor.INITIAL, 0, progress);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (scheduler != null) {
      scheduler.shutdownNow();
    }
  }

  private void cleanUpInBackground() {
    var unused =
        cleanUp()
            .whenComplete(
                (removed, failure) -> {
                  if (failure != null) {
                    LOG.warn(
                        "Index hygiene failed, the next pass will do it: {}",
                        Stages.cause(failure).toString());
                  } else if (removed > 0) {
                    LOG.info("Index hygiene removed {} entries", removed);
                  }
                });
  }

  private CompletionStage<Long> shards(int number, long removed) {
    List<IndexKeys> shards = keys.sessionIndexes();
    if (closed || number == shards.size()) {
      return CompletableFuture.completedStage(removed);
    }
    IndexKeys shard = shards.get(number);
    return sweep(shard, 0)
        .thenCompose(expired -> orphans(shard, 0, expired))
        .thenCompose(more -> shards(number + 1, removed + more));
  }

  /** What has expired, a batch at a time. */
  private CompletionStage<Long> sweep(IndexKeys shard, long removed) {
    int batch = config.cleanupBatchSize();
    return access
        .required(commands -> SWEEP.run(commands, shard.all(), bytes(Integer.toString(batch))))
        .thenCompose(
            reply -> {
              long now = Replies.integer(reply.get(0));
              return now < batch || closed
                  ? CompletableFuture.completedStage(removed + now)
                  : goOn()
                      .thenCompose(
                          ours -> ours ? sweep(shard, removed + now) : gaveUp(removed + now));
            });
  }

  /** Entries whose session is gone before its time, or another one: by rank, a batch at a time. */
  private CompletionStage<Long> orphans(IndexKeys shard, long rank, long removed) {
    int batch = config.cleanupBatchSize();
    return access
        .required(commands -> commands.zrangeWithScores(shard.created(), rank, rank + batch - 1))
        .thenCompose(
            entries ->
                remove(shard, entries)
                    .thenCompose(
                        gone -> {
                          long sum = removed + gone;
                          return entries.size() < batch || closed
                              ? CompletableFuture.completedStage(sum)
                              : goOn()
                                  .thenCompose(
                                      ours ->
                                          ours
                                              // What was removed no longer counts in the ranks.
                                              ? orphans(shard, rank + batch - gone, sum)
                                              : gaveUp(sum));
                        }));
  }

  private CompletionStage<Long> remove(IndexKeys shard, List<ScoredValue<byte[]>> entries) {
    double settled = StoredSession.micros(clock.instant().minus(UNDER_WAY));
    List<ScoredValue<byte[]>> old =
        entries.stream().filter(entry -> entry.getScore() < settled).toList();
    if (old.isEmpty()) {
      return CompletableFuture.completedStage(0L);
    }
    return peekAll(
            old.stream().map(entry -> new SessionId(Replies.text(entry.getValue()))).toList())
        .thenCompose(
            seen -> {
              List<String> wrong = new ArrayList<>();
              for (int i = 0; i < old.size(); i++) {
                long created = (long) old.get(i).getScore();
                if (seen.get(i).filter(entry -> entry.created() == created).isEmpty()) {
                  wrong.add(Replies.text(old.get(i).getValue()));
                  wrong.add(Long.toString(created));
                }
              }
              CompletionStage<Long> removed =
                  wrong.isEmpty()
                      ? CompletableFuture.completedStage(0L)
                      : index.remove(shard, wrong);
              return removed;
            });
  }

  private CompletionStage<Long> scan(ScanCursor cursor, long seen, LongConsumer progress) {
    ScanArgs args =
        ScanArgs.Builder.matches(keys.sessionPattern()).limit(config.cleanupBatchSize());
    return access
        .required(commands -> commands.scan(cursor, args))
        .thenCompose(page -> add(page).thenCompose(found -> next(page, seen + found, progress)));
  }

  private CompletionStage<Long> next(KeyScanCursor<String> page, long seen, LongConsumer progress) {
    progress.accept(seen);
    return page.isFinished() || closed
        ? CompletableFuture.completedStage(seen)
        : scan(page, seen, progress);
  }

  private CompletionStage<Long> add(KeyScanCursor<String> page) {
    List<SessionId> ids =
        page.getKeys().stream().map(keys::sessionId).flatMap(Optional::stream).toList();
    if (ids.isEmpty()) {
      return CompletableFuture.completedStage(0L);
    }
    return peekAll(ids)
        .thenCompose(
            seen -> {
              CompletionStage<Long> all = CompletableFuture.completedStage(0L);
              for (Optional<RedisSessionIndex.Entry> entry : seen) {
                if (entry.isPresent()) {
                  all = all.thenCombine(index.set(entry.get()), (count, done) -> count + 1);
                }
              }
              return all;
            });
  }

  /** All in one round trip. */
  private CompletionStage<List<Optional<RedisSessionIndex.Entry>>> peekAll(List<SessionId> ids) {
    return access.required(commands -> peekAll(commands, ids));
  }

  private CompletionStage<List<Optional<RedisSessionIndex.Entry>>> peekAll(
      RedisClusterAsyncCommands<String, byte[]> commands, List<SessionId> ids) {
    CompletionStage<List<Optional<RedisSessionIndex.Entry>>> all =
        CompletableFuture.completedStage(new ArrayList<>());
    for (SessionId id : ids) {
      all =
          all.thenCombine(
              index.peek(commands, id),
              (list, entry) -> {
                list.add(entry);
                return list;
              });
    }
    return all;
  }

  /** Between two batches: false when the lease was lost, for example after a long pause. */
  private CompletionStage<Boolean> goOn() {
    return lease(LEASE);
  }

  private static CompletionStage<Long> gaveUp(long removed) {
    return CompletableFuture.completedStage(removed);
  }

  private CompletionStage<Boolean> lease(Duration time) {
    return access
        .required(
            commands ->
                TAKE.run(
                    commands,
                    new String[] {keys.cleanupLease()},
                    bytes(token),
                    bytes(Long.toString(time.toMillis()))))
        .thenApply(reply -> Replies.integer(reply.get(0)) == 1);
  }
}
