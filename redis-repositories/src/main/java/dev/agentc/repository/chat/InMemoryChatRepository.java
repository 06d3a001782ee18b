package dev.agentc.repository.chat;

import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.Owner;
import dev.agentc.repository.RepositoryException.ChatFull;
import dev.agentc.repository.RepositoryException.InteractionAlreadyExists;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.Written;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** Chats in memory, by the rules of {@link RedisChatRepository}. */
public final class InMemoryChatRepository implements ChatRepository {

  private final InMemoryChats chats;
  private final ChatLimits limits;
  private final Clock clock;
  private final Owner owner;

  private InMemoryChatRepository(InMemoryChats chats, ChatLimits limits, Clock clock, Owner owner) {
    this.chats = chats;
    this.limits = limits;
    this.clock = clock;
    this.owner = owner;
  }

  public static ChatRepository create(InMemoryChats chats, ChatLimits limits, Clock clock) {
    return new InMemoryChatRepository(chats, limits, clock, Owner.anybody());
  }

  @Override
  public ChatRepository ownedBy(UserId user) {
    return new InMemoryChatRepository(chats, limits, clock, Owner.of(user));
  }

  @Override
  public CompletionStage<Written<EntryId>> append(
      SessionId session, EntryKind kind, NewEntry entry, Optional<IdempotencyKey> key) {
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          Instant now = clock.instant();
          Optional<IdempotencyKey> own = key.map(k -> k.standingFor("append " + kind));
          Optional<EntryId> earlier = chat.replay(own, EntryId.class, now);
          if (earlier.isPresent()) {
            return new Written<>(earlier.get(), true);
          }
          requireRoom(session, chat, kind, 1);
          EntryId id = chat.add(kind, entry, Optional.empty(), now);
          chat.trim(kind, limits.maxEntries());
          chat.remember(own, id, now, now.plus(limits.idempotencyTtl()));
          live.written(
              kind == EntryKind.MESSAGE
                  ? OptionalLong.of(chat.of(kind).size())
                  : OptionalLong.empty());
          return new Written<>(id, false);
        });
  }

  @Override
  public CompletionStage<Written<InteractionReceipt>> appendInteraction(
      SessionId session, NewInteraction turn, Optional<IdempotencyKey> key) {
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          Instant now = clock.instant();
          limits.check(turn);
          Optional<IdempotencyKey> own = key.map(k -> k.standingFor("append interaction"));
          Optional<InteractionReceipt> earlier = chat.replay(own, InteractionReceipt.class, now);
          if (earlier.isPresent()) {
            return new Written<>(earlier.get(), true);
          }
          InteractionId id =
              turn.id().orElseGet(() -> new InteractionId(UUID.randomUUID().toString()));
          if (chat.interactions.containsKey(id)) {
            throw new InteractionAlreadyExists(id);
          }
          requireRoom(session, chat, EntryKind.MESSAGE, turn.messages().size());
          requireRoom(session, chat, EntryKind.TOOL_CALL, turn.toolCalls().size());
          InteractionReceipt receipt =
              new InteractionReceipt(
                  id,
                  add(chat, EntryKind.MESSAGE, id, turn.messages(), now),
                  add(chat, EntryKind.TOOL_CALL, id, turn.toolCalls(), now));
          chat.interactions.put(id, new InMemoryChat.Turn(now, receipt));
          chat.remember(own, receipt, now, now.plus(limits.idempotencyTtl()));
          live.written(OptionalLong.of(chat.of(EntryKind.MESSAGE).size()));
          return new Written<>(receipt, false);
        });
  }

  @Override
  public CompletionStage<EntryPage> range(SessionId session, EntryKind kind, EntryQuery query) {
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          NavigableMap<EntryId, Entry> all = chat.of(kind);
          if (query instanceof EntryQuery.Range range) {
            boolean up = range.order() == EntryQuery.Order.ASCENDING;
            List<Entry> found =
                (up ? all.values() : all.descendingMap().values())
                    .stream()
                        .filter(entry -> within(entry.id(), range))
                        .limit(query.count() + 1L)
                        .toList();
            int fitting = fitting(found, query.count());
            return new EntryPage(found.subList(0, fitting), all.size(), next(found, fitting));
          }
          List<Entry> newest = all.descendingMap().values().stream().limit(query.count()).toList();
          int fitting = fitting(newest, query.count());
          List<Entry> entries = new ArrayList<>(newest.subList(0, fitting));
          Collections.reverse(entries);
          return new EntryPage(entries, all.size(), next(newest, fitting));
        });
  }

  /** How many go into a page. */
  private int fitting(List<Entry> found, int count) {
    long bytes = 0;
    int fitting = 0;
    for (Entry entry : found) {
      bytes += entry.body().utf8().length;
      if (fitting == count || (bytes > limits.pageBytes() && fitting > 0)) {
        break;
      }
      fitting++;
    }
    return fitting;
  }

  private static Optional<EntryId> next(List<Entry> found, int shown) {
    return shown < found.size() ? Optional.of(found.get(shown).id()) : Optional.empty();
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session, EntryKind kind, EntryId id) {
    return chats.with(session, owner, (chat, live) -> Optional.ofNullable(chat.of(kind).get(id)));
  }

  @Override
  public CompletionStage<InteractionIdPage> interactions(
      SessionId session, Optional<InteractionId> after, int count) {
    return chats.with(
        session,
        owner,
        (chat, live) -> {
          Collection<InteractionId> all = chat.interactions.keySet();
          if (after.isPresent() && !all.contains(after.get())) {
            throw unknown(after.get());
          }
          Stream<InteractionId> rest =
              after.isEmpty()
                  ? all.stream()
                  : all.stream().dropWhile(id -> !id.equals(after.get())).skip(1);
          List<InteractionId> ids = rest.limit(count + 1L).toList();
          boolean more = ids.size() > count;
          return new InteractionIdPage(more ? ids.subList(0, count) : ids, all.size(), more);
        });
  }

  @Override
  public CompletionStage<Optional<Interaction>> interaction(SessionId session, InteractionId id) {
    return chats.with(
        session,
        owner,
        (chat, live) ->
            Optional.ofNullable(chat.interactions.get(id))
                .map(
                    record ->
                        new Interaction(
                            id,
                            Instant.ofEpochMilli(record.timestamp().toEpochMilli()),
                            chat.left(EntryKind.MESSAGE, record.receipt().messageIds()),
                            chat.left(EntryKind.TOOL_CALL, record.receipt().toolCallIds()),
                            record.receipt().messageIds().size(),
                            record.receipt().toolCallIds().size())));
  }

  static InvalidValue unknown(InteractionId after) {
    return new InvalidValue(
        List.of(new Violation("start", "must be an interaction of this session: was " + after)));
  }

  private List<EntryId> add(
      InMemoryChat chat, EntryKind kind, InteractionId id, List<NewEntry> entries, Instant now) {
    List<EntryId> ids = new ArrayList<>();
    for (NewEntry entry : entries) {
      ids.add(chat.add(kind, entry, Optional.of(new Entry.Place(id, ids.size())), now));
    }
    chat.trim(kind, limits.maxEntries());
    return ids;
  }

  private void requireRoom(SessionId session, InMemoryChat chat, EntryKind kind, int count) {
    if (count > 0
        && limits.overflow() == ChatOverflow.REJECT
        && chat.of(kind).size() + count > limits.maxEntries()) {
      throw new ChatFull(session, limits.maxEntries());
    }
  }

  private static boolean within(EntryId id, EntryQuery.Range range) {
    return !outside(range.start(), id, true) && !outside(range.end(), id, false);
  }

  private static boolean outside(EntryBound bound, EntryId id, boolean lower) {
    if (bound instanceof EntryBound.At at) {
      int side = lower ? id.compareTo(at.id()) : at.id().compareTo(id);
      return at.exclusive() ? side <= 0 : side < 0;
    }
    if (bound instanceof EntryBound.Time at) {
      return lower
          ? id.millis() < StreamBounds.lowerMillis(at.time())
          : id.millis() > StreamBounds.upperMillis(at.time());
    }
    return false;
  }
}
