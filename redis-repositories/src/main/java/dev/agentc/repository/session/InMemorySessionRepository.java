package dev.agentc.repository.session;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.InMemoryReplies;
import dev.agentc.repository.Owner;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.RepositoryException;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.SessionAlreadyExists;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.Violation;
import dev.agentc.repository.Written;
import dev.agentc.repository.user.UserId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Sessions in memory, by the same rules as in Redis; every stage is complete when returned. */
public final class InMemorySessionRepository implements SessionRepository {

  private final InMemorySessionStore store;
  private final SlugGenerator slugs;
  private final Clock clock;
  private final Duration defaultTtl;
  private final InMemoryReplies replies;
  private final Owner owner;

  private InMemorySessionRepository(
      InMemorySessionStore store,
      Duration defaultTtl,
      InMemoryReplies replies,
      Clock clock,
      SlugGenerator slugs,
      Owner owner) {
    this.store = store;
    this.slugs = slugs;
    this.replies = replies;
    this.owner = owner;
    this.clock = clock;
    this.defaultTtl = defaultTtl;
  }

  public static SessionRepository create(
      InMemorySessionStore store,
      Duration defaultTtl,
      InMemoryReplies replies,
      Clock clock,
      RandomGenerator random) {
    return new InMemorySessionRepository(
        store, defaultTtl, replies, clock, new SlugGenerator(random), Owner.anybody());
  }

  @Override
  public SessionRepository ownedBy(UserId user) {
    return new InMemorySessionRepository(store, defaultTtl, replies, clock, slugs, Owner.of(user));
  }

  @Override
  public CompletionStage<Written<Session>> create(
      NewSession session, Optional<IdempotencyKey> key) {
    return answer(
        () -> {
          NewSession owned = session.ownedBy(owner);
          return key.isPresent()
              ? once(owned, key.get().standingFor("create session"))
              : first(owned);
        });
  }

  @Override
  public CompletionStage<Optional<Session>> find(SessionId id) {
    return answer(() -> visible(id).map(found -> store.prolong(id, found).session(id)));
  }

  @Override
  public CompletionStage<SessionPage> list(SessionQuery query) {
    return answer(
        () -> {
          if (query.userId().isPresent() && !owner.sees(query.userId())) {
            return SessionPage.empty(query);
          }
          SessionQuery own = query.ownedBy(owner);
          return page(own, SessionCursor.of(own));
        });
  }

  @Override
  public CompletionStage<SessionChange> patch(
      SessionId id, SessionPatch patch, Precondition precondition) {
    return answer(
        () -> {
          patch.requireOwnedBy(owner);
          return change(id, patch, precondition);
        });
  }

  @Override
  public CompletionStage<Void> delete(SessionId id, Precondition precondition) {
    return answer(
            () -> {
              require(id, precondition);
              store.remove(id);
              return Optional.<Void>empty();
            })
        .thenApply(done -> null);
  }

  private Written<Session> once(NewSession session, IdempotencyKey key) {
    Optional<Session> known = replies.find(key, Session.class, clock.instant());
    if (known.isPresent()) {
      return new Written<>(known.get(), true);
    }
    Written<Session> written = first(session);
    replies.keep(key, written.value(), clock.instant());
    return written;
  }

  private Written<Session> first(NewSession session) {
    for (int attempt = 0; ; attempt++) {
      int number = attempt;
      SessionId id = session.id().orElseGet(() -> slugs.next(number));
      if (store.live(id).isEmpty()) {
        StoredSession stored = StoredSession.first(session, id, clock.instant(), defaultTtl);
        return new Written<>(store.put(id, stored).session(id), false);
      }
      if (session.id().isPresent()) {
        throw new SessionAlreadyExists(id);
      }
    }
  }

  private SessionChange change(SessionId id, SessionPatch patch, Precondition precondition) {
    StoredSession before = require(id, precondition);
    StoredSession after = PatchPlan.of(patch, id, defaultTtl).resolve(before).apply(before);
    long bytes = SessionRules.metadataBytes(after.metadata());
    Optional<Violation> large = SessionRules.metadataSize(bytes);
    if (large.isPresent() && bytes > SessionRules.metadataBytes(before.metadata())) {
      throw new InvalidValue(large.stream().toList());
    }
    if (after.equals(before)) {
      Session same = store.prolong(id, before).session(id);
      return new SessionChange(same, same);
    }
    String version = Long.toString(before.number(StoredSession.VERSION) + 1);
    StoredSession stored = store.put(id, store.active(after).with(StoredSession.VERSION, version));
    return new SessionChange(before.session(id), stored.session(id));
  }

  private Optional<StoredSession> visible(SessionId id) {
    return store.live(id).filter(session -> owner.sees(session.userId()));
  }

  private StoredSession require(SessionId id, Precondition precondition) {
    StoredSession session = visible(id).orElseThrow(() -> new SessionNotFound(id));
    long version = session.number(StoredSession.VERSION);
    if (!precondition.holdsFor(version)) {
      throw new VersionMismatch(version);
    }
    return session;
  }

  private SessionPage page(SessionQuery query, Optional<SessionCursor> cursor) {
    String score =
        query.sort().byCreation() ? StoredSession.CREATED_AT : StoredSession.LAST_ACTIVITY;
    Comparator<SessionCursor> ascending =
        Comparator.comparingLong(SessionCursor::score).thenComparing(SessionCursor::id);
    Comparator<SessionCursor> order = query.sort().descending() ? ascending.reversed() : ascending;
    Map<SessionId, StoredSession> all = store.all();
    if (query.userId().isPresent()) {
      all.values().removeIf(session -> !session.userId().equals(query.userId()));
    }
    List<SessionCursor> rest =
        all.entrySet().stream()
            .map(e -> new SessionCursor(e.getValue().number(score), e.getKey().value()))
            .filter(place -> cursor.isEmpty() || order.compare(place, cursor.get()) > 0)
            .sorted(order)
            .skip(query.offset())
            .toList();
    List<SessionCursor> shown = rest.stream().limit(query.limit()).toList();
    Optional<String> next =
        rest.size() > shown.size()
            ? Optional.of(shown.get(shown.size() - 1).encode(query))
            : Optional.empty();
    List<SessionSummary> items = new ArrayList<>();
    for (SessionCursor place : shown) {
      SessionId id = new SessionId(place.id());
      Optional.ofNullable(all.get(id))
          .ifPresent(session -> items.add(session.session(id).summary()));
    }
    return new SessionPage(items, all.size(), query.limit(), query.offset(), next);
  }

  /** One at a time, under the lock that the chats share. */
  private <T> CompletionStage<T> answer(Supplier<T> operation) {
    synchronized (store) {
      try {
        return CompletableFuture.completedStage(operation.get());
      } catch (RepositoryException e) {
        return CompletableFuture.failedStage(e);
      }
    }
  }
}
