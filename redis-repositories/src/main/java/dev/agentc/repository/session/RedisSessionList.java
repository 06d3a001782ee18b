package dev.agentc.repository.session;

import static dev.agentc.repository.session.StoredSession.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.redis.config.RedisOperation;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.KeySpace.IndexKeys;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.user.UserId;
import io.lettuce.core.KeyValue;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Pages of sessions: ids from the index, then the sessions themselves. Where the two disagree the
 * index is wrong: it is put right, and the page read again, so that neither items nor total hold
 * what is not there.
 */
final class RedisSessionList {

  /** A session this young may be missing because its create is still under way. */
  private static final Duration UNDER_WAY = Duration.ofSeconds(30);

  private static final int MAX_HEALINGS = 10;
  private static final int HEALING_LOOKAHEAD = 500;

  /** With several shards each hands over all entries up to the offset: so many may be held. */
  private static final int MOST_MERGED = 100_000;

  private static final RedisScript PAGE =
      RedisScript.load(RedisSessionList.class, "index", "index-expire", "index-page");

  /** What a summary needs, and created_at to know whose entry it is. */
  private static final String[] FIELDS = {
    "created_at",
    "updated_at",
    "last_activity",
    "expires_at",
    "message_count",
    "model_id",
    "persona_id",
    "name",
    "user_id",
    "is_active"
  };

  private final RedisAccess access;
  private final KeySpace keys;
  private final RedisSessionIndex index;
  private final Clock clock;

  RedisSessionList(RedisAccess access, KeySpace keys, RedisSessionIndex index, Clock clock) {
    this.access = access;
    this.keys = keys;
    this.index = index;
    this.clock = clock;
  }

  CompletionStage<SessionPage> list(SessionQuery query) {
    try {
      requireInReach(query);
      return read(
          query, SessionCursor.of(query), 0, access.readsStale() ? Source.REPLICA : Source.PRIMARY);
    } catch (RepositoryException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void requireInReach(SessionQuery query) {
    int shards = keys.sessionIndexes().size();
    int most = MOST_MERGED / shards;
    if (query.userId().isEmpty() && shards > 1 && query.offset() > most) {
      String message =
          "must be at most " + most + ", from where a cursor leads on: was " + query.offset();
      throw new InvalidValue(List.of(new Violation("offset", message)));
    }
  }

  /**
   * Where a page is read. What is wrong on a replica may just not have arrived there yet: then the
   * page is read again from the primary, and only what is wrong there is healed.
   */
  private enum Source {
    REPLICA,
    PRIMARY
  }

  private <T> CompletionStage<T> from(Source source, RedisOperation<T> operation) {
    return source == Source.REPLICA
        ? access.stale(operation, read -> true)
        : access.required(operation);
  }

  /** An entry of an index. */
  private record Listed(IndexKeys index, String id, long score, long created, boolean expired) {}

  /** An entry and its session; empty when there is none. */
  private record Seen(Listed entry, Optional<StoredSession> session) {}

  private record Candidates(long total, List<Listed> entries) {}

  /**
   * What a read found.
   *
   * @param full as many entries as were asked for: more may follow
   */
  private record Look(List<Seen> seen, long total, boolean full) {}

  private CompletionStage<SessionPage> read(
      SessionQuery query, Optional<SessionCursor> cursor, int healings, Source source) {
    int count = healings == 0 ? query.limit() + 1 : Math.max(HEALING_LOOKAHEAD, query.limit() + 1);
    return candidates(query, cursor, count, source)
        .thenCompose(
            found ->
                sessions(found.entries(), source)
                    .thenCompose(
                        seen ->
                            page(
                                query,
                                cursor,
                                healings,
                                source,
                                new Look(seen, found.total(), seen.size() == count))));
  }

  private CompletionStage<SessionPage> page(
      SessionQuery query, Optional<SessionCursor> cursor, int healings, Source source, Look look) {
    List<Seen> wrong = look.seen().stream().filter(s -> !valid(s, query) && !underWay(s)).toList();
    if (wrong.isEmpty() || healings == MAX_HEALINGS) {
      boolean filled = look.seen().stream().filter(s -> valid(s, query)).count() >= query.limit();
      return filled || !look.full() || healings > 0
          ? CompletableFuture.completedStage(assemble(query, look))
          // What is only ignored took the place of sessions further on.
          : read(query, cursor, healings + 1, source);
    }
    if (source == Source.REPLICA) {
      return read(query, cursor, 0, Source.PRIMARY);
    }
    return heal(wrong)
        .handle((done, failure) -> failure == null)
        .thenCompose(
            healed ->
                healed
                    ? read(query, cursor, healings + 1, Source.PRIMARY)
                    // Redis refuses writes: what is right in the page still is.
                    : CompletableFuture.completedStage(assemble(query, look)));
  }

  private static SessionPage assemble(SessionQuery query, Look look) {
    List<SessionSummary> items = new ArrayList<>();
    Optional<Listed> last = Optional.empty();
    long shown = look.total();
    // Also when entries that are ignored took the place of the one that tells of a next page.
    boolean more = look.full();
    for (Seen one : look.seen()) {
      if (items.size() == query.limit()) {
        more = true;
        break;
      }
      last = Optional.of(one.entry());
      if (valid(one, query)) {
        SessionId id = new SessionId(one.entry().id());
        one.session().map(session -> summary(id, session)).ifPresent(items::add);
      } else if (!one.entry().expired()) {
        shown--;
      }
    }
    Optional<String> next =
        more
            ? last.map(entry -> new SessionCursor(entry.score(), entry.id()).encode(query))
            : Optional.empty();
    return new SessionPage(
        items, Math.max(shown, items.size()), query.limit(), query.offset(), next);
  }

  private static boolean valid(Seen seen, SessionQuery query) {
    return seen.session()
        .filter(session -> session.number(StoredSession.CREATED_AT) == seen.entry().created())
        .filter(session -> query.userId().isEmpty() || session.userId().equals(query.userId()))
        .isPresent();
  }

  private boolean underWay(Seen seen) {
    Instant created = StoredSession.instant(seen.entry().created());
    return seen.entry().expired()
        || (seen.session().isEmpty() && created.isAfter(clock.instant().minus(UNDER_WAY)));
  }

  /** Removes each wrong entry, and lists a session of the same id as what it is. */
  private CompletionStage<Void> heal(List<Seen> wrong) {
    CompletionStage<Void> all = CompletableFuture.completedStage(null);
    for (IndexKeys keysOfIndex : wrong.stream().map(s -> s.entry().index()).distinct().toList()) {
      List<String> entries = new ArrayList<>();
      wrong.stream()
          .map(Seen::entry)
          .filter(entry -> entry.index().equals(keysOfIndex))
          .forEach(
              entry -> {
                entries.add(entry.id());
                entries.add(Long.toString(entry.created()));
              });
      all = all.thenCombine(index.remove(keysOfIndex, entries), (a, b) -> null);
    }
    for (Seen one : wrong) {
      if (one.session().isPresent()) {
        SessionId id = new SessionId(one.entry().id());
        all =
            all.thenCombine(
                index.set(RedisSessionIndex.Entry.of(id, one.session().get())), (a, b) -> null);
      }
    }
    return all;
  }

  /** The next entries of all shards, merged, in one round trip. */
  private CompletionStage<Candidates> candidates(
      SessionQuery query, Optional<SessionCursor> cursor, int count, Source source) {
    List<IndexKeys> shards =
        query
            .userId()
            .map(user -> List.of(keys.sessionIndex(user)))
            .orElseGet(keys::sessionIndexes);
    boolean merged = shards.size() > 1;
    // Where an offset ends up in each of several shards is not known before they are merged.
    long each = merged ? query.offset() + count : count;
    byte[][] arguments = {
      bytes(query.sort().byCreation() ? "2" : "1"),
      bytes(query.sort().descending() ? "desc" : "asc"),
      bytes(Long.toString(each)),
      bytes(merged ? "0" : Long.toString(query.offset())),
      bytes(cursor.map(c -> Long.toString(c.score())).orElse("")),
      bytes(cursor.map(SessionCursor::id).orElse(""))
    };
    return from(
            source,
            commands -> {
              CompletionStage<Candidates> all =
                  CompletableFuture.completedStage(new Candidates(0, new ArrayList<>()));
              for (IndexKeys shard : shards) {
                all =
                    all.thenCombine(
                        PAGE.run(commands, shard.all(), arguments),
                        (sum, reply) -> plus(sum, shard, reply));
              }
              return all;
            })
        .thenApply(
            all ->
                new Candidates(
                    all.total(),
                    all.entries().stream()
                        .sorted(order(query.sort()))
                        .skip(merged ? query.offset() : 0)
                        .limit(count)
                        .toList()));
  }

  private static Candidates plus(Candidates sum, IndexKeys shard, List<Object> reply) {
    List<Listed> entries = sum.entries();
    for (int i = 1; i < reply.size(); i += 4) {
      entries.add(
          new Listed(
              shard,
              Replies.text(reply, i),
              Replies.integer(reply.get(i + 1)),
              Replies.integer(reply.get(i + 2)),
              Replies.integer(reply.get(i + 3)) == 1));
    }
    return new Candidates(sum.total() + Replies.integer(reply.get(0)), entries);
  }

  private static Comparator<Listed> order(SessionSort sort) {
    Comparator<Listed> ascending =
        Comparator.comparingLong(Listed::score).thenComparing(Listed::id);
    return sort.descending() ? ascending.reversed() : ascending;
  }

  /** All of them in one round trip. */
  private CompletionStage<List<Seen>> sessions(List<Listed> entries, Source source) {
    if (entries.isEmpty()) {
      return CompletableFuture.completedStage(List.of());
    }
    return from(
        source,
        commands -> {
          CompletionStage<List<Seen>> all = CompletableFuture.completedStage(new ArrayList<>());
          for (Listed entry : entries) {
            all =
                all.thenCombine(
                    session(commands, entry),
                    (seen, session) -> {
                      seen.add(new Seen(entry, session));
                      return seen;
                    });
          }
          return all;
        });
  }

  private CompletionStage<Optional<StoredSession>> session(
      RedisClusterAsyncCommands<String, byte[]> commands, Listed entry) {
    return commands
        .hmget(keys.session(new SessionId(entry.id())).root(), FIELDS)
        .thenApply(RedisSessionList::stored);
  }

  private static Optional<StoredSession> stored(List<KeyValue<String, byte[]>> values) {
    if (!values.get(0).hasValue()) {
      return Optional.empty();
    }
    TreeMap<String, String> fields = new TreeMap<>();
    for (KeyValue<String, byte[]> value : values) {
      if (value.hasValue()) {
        fields.put(value.getKey(), Replies.text(value.getValue()));
      }
    }
    return Optional.of(new StoredSession(fields, new TreeMap<>()));
  }

  private static SessionSummary summary(SessionId id, StoredSession session) {
    Optional<UserId> userId = session.userId();
    return new SessionSummary(
        id,
        session.required("model_id"),
        session.required("persona_id"),
        session.required("name"),
        userId,
        StoredSession.instant(session.number(StoredSession.CREATED_AT)),
        StoredSession.instant(session.number(StoredSession.UPDATED_AT)),
        StoredSession.instant(session.number(StoredSession.LAST_ACTIVITY)),
        Instant.ofEpochMilli(session.number(StoredSession.EXPIRES_AT)),
        session.required("is_active").equals("true"),
        session.number(StoredSession.MESSAGE_COUNT));
  }
}
