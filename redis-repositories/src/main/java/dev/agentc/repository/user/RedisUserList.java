package dev.agentc.repository.user;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.user.RedisUserIndex.IndexEntry;
import dev.agentc.repository.user.RedisUserIndex.Slice;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists users: ids from the index, then the records together. Entries whose record is gone are
 * dropped, the total corrected and the page refilled, so that nobody sees them.
 */
final class RedisUserList {

  private static final Logger LOG = LoggerFactory.getLogger(RedisUserList.class);

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisUserIndex index;

  RedisUserList(RedisAccess access, KeySpace keys, RedisUserIndex index) {
    this.access = access;
    this.keys = keys;
    this.index = index;
  }

  CompletionStage<UserPage> list(UserQuery query) {
    // One more than wanted tells whether there is a next page.
    int wanted = query.limit() + 1;
    CompletionStage<Slice> slice;
    try {
      slice =
          query.cursor().isPresent()
              ? index.slice(wanted, UserCursor.parse(query.cursor().get()))
              : index.slice(wanted, query.offset());
    } catch (InvalidValue e) {
      return CompletableFuture.failedStage(e);
    }
    return slice
        .thenCompose(found -> fill(new ArrayList<>(), found, wanted))
        .thenApply(found -> page(found, query.limit()));
  }

  private record Found(List<User> users, long total) {}

  private CompletionStage<Found> fill(List<User> users, Slice slice, int wanted) {
    return read(slice.entries())
        .thenCompose(
            records -> {
              List<IndexEntry> gone = new ArrayList<>();
              for (int i = 0; i < records.size(); i++) {
                Optional<User> user = records.get(i);
                user.ifPresent(users::add);
                if (user.isEmpty()) {
                  gone.add(slice.entries().get(i));
                }
              }
              if (gone.isEmpty()) {
                return CompletableFuture.completedStage(new Found(users, slice.total()));
              }
              return refill(users, slice, gone, wanted);
            });
  }

  private CompletionStage<Found> refill(
      List<User> users, Slice slice, List<IndexEntry> gone, int wanted) {
    CompletionStage<Long> healed =
        index
            .remove(gone)
            .exceptionally(
                failure -> {
                  LOG.debug("stale entries of the index of users stay for now", failure);
                  return 0L;
                });
    IndexEntry last = slice.entries().get(slice.entries().size() - 1);
    UserCursor behind = new UserCursor(Double.valueOf(last.micros()).longValue(), last.id());
    return healed
        .thenCompose(removed -> index.slice(Math.max(wanted - users.size(), 1), behind))
        .thenCompose(
            next ->
                next.entries().isEmpty() || users.size() >= wanted
                    ? CompletableFuture.completedStage(new Found(users, next.total()))
                    : fill(users, next, wanted));
  }

  private CompletionStage<List<Optional<User>>> read(List<IndexEntry> entries) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return access.required(
        commands -> {
          List<CompletableFuture<Optional<User>>> all = new ArrayList<>(entries.size());
          for (IndexEntry entry : entries) {
            all.add(read(commands, entry.id()).toCompletableFuture());
          }
          return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
              .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
        });
  }

  CompletionStage<Optional<User>> read(
      RedisClusterAsyncCommands<String, byte[]> commands, UserId id) {
    return commands
        .hmget(keys.user(id), UserCodec.FIELDS)
        .thenApply(values -> UserCodec.read(id, values.stream().map(v -> v.optional()).toList()));
  }

  private static UserPage page(Found found, int limit) {
    List<User> users = found.users();
    if (users.size() <= limit) {
      return new UserPage(users, found.total(), Optional.empty());
    }
    return new UserPage(
        users.subList(0, limit),
        found.total(),
        Optional.of(UserCursor.of(users.get(limit - 1)).text()));
  }
}
