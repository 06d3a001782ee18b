package dev.agentc.repository.chat;

import static dev.agentc.repository.chat.ChatScripts.bytes;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.ChatOverflow;
import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Owner;
import dev.agentc.repository.RedisScript;
import dev.agentc.repository.RepositoryException.ChatFull;
import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.RepositoryException.InteractionAlreadyExists;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.Violation;
import dev.agentc.repository.Written;
import dev.agentc.repository.chat.ChatScripts.Reply;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Chats in Redis: two streams, and the interactions beside them. */
public final class RedisChatRepository implements ChatRepository {

  private static final RedisScript APPEND = ChatScripts.load("chat-append");
  private static final RedisScript TURN = ChatScripts.load("chat-turn");
  private static final RedisScript RANGE = ChatScripts.load("chat-range");
  private static final RedisScript INTERACTIONS = ChatScripts.load("chat-interactions");
  private static final RedisScript INTERACTION = ChatScripts.load("chat-interaction");

  private final ChatScripts scripts;
  private final ChatLimits limits;

  private RedisChatRepository(ChatScripts scripts, ChatLimits limits) {
    this.scripts = scripts;
    this.limits = limits;
  }

  /** Uses {@code access} without closing it. */
  public static ChatRepository create(
      RedisAccess access, KeySpace keys, ChatLimits limits, RedisIndexFollower index) {
    return new RedisChatRepository(new ChatScripts(access, keys, index, Owner.anybody()), limits);
  }

  @Override
  public ChatRepository ownedBy(UserId user) {
    return new RedisChatRepository(scripts.ownedBy(user), limits);
  }

  @Override
  public CompletionStage<Written<EntryId>> append(
      SessionId session, EntryKind kind, NewEntry entry, Optional<IdempotencyKey> key) {
    Optional<IdempotencyKey> own = key.map(k -> k.standingFor("append " + kind));
    return scripts
        .write(
            session,
            APPEND,
            stream(kind),
            bytes(limits.maxEntries()),
            overflow(),
            bytes(own.map(IdempotencyKey::scope).orElse("")),
            bytes(own.map(IdempotencyKey::fingerprint).orElse("")),
            bytes(limits.idempotencyTtl().toMillis()),
            entry.body().utf8())
        .thenCompose(reply -> accepted(session, Optional.empty(), reply))
        .thenApply(reply -> new Written<>(StoredEntries.id(reply.text(1)), replayed(reply)));
  }

  @Override
  public CompletionStage<Written<InteractionReceipt>> appendInteraction(
      SessionId session, NewInteraction interaction, Optional<IdempotencyKey> key) {
    try {
      limits.check(interaction);
    } catch (InvalidValue e) {
      return CompletableFuture.failedStage(e);
    }
    InteractionId id =
        interaction.id().orElseGet(() -> new InteractionId(UUID.randomUUID().toString()));
    Optional<IdempotencyKey> own = key.map(k -> k.standingFor("append interaction"));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(limits.maxEntries()));
    arguments.add(overflow());
    arguments.add(bytes(own.map(IdempotencyKey::scope).orElse("")));
    arguments.add(bytes(own.map(IdempotencyKey::fingerprint).orElse("")));
    arguments.add(bytes(limits.idempotencyTtl().toMillis()));
    arguments.add(bytes(id.value()));
    arguments.add(bytes(interaction.messages().size()));
    interaction.messages().forEach(entry -> arguments.add(entry.body().utf8()));
    interaction.toolCalls().forEach(entry -> arguments.add(entry.body().utf8()));
    return scripts
        .write(session, TURN, arguments.toArray(byte[][]::new))
        .thenCompose(reply -> accepted(session, Optional.of(id), reply))
        .thenApply(reply -> new Written<>(receipt(reply.text(1)), replayed(reply)));
  }

  @Override
  public CompletionStage<EntryPage> range(SessionId session, EntryKind kind, EntryQuery query) {
    if (query instanceof EntryQuery.Range range) {
      boolean ascending = range.order() == EntryQuery.Order.ASCENDING;
      return read(session, kind, ascending, range.start(), range.end(), range.count() + 1)
          .thenApply(reply -> page(StoredEntries.read(reply.value(1)), reply, range.count()));
    }
    return read(session, kind, false, EntryBound.open(), EntryBound.open(), query.count())
        .thenApply(
            reply -> {
              List<Entry> entries = StoredEntries.read(reply.value(1));
              Collections.reverse(entries);
              return new EntryPage(entries, reply.number(0), full(reply));
            });
  }

  @Override
  public CompletionStage<Optional<Entry>> find(SessionId session, EntryKind kind, EntryId id) {
    return read(session, kind, true, EntryBound.at(id), EntryBound.at(id), 1)
        .thenApply(reply -> StoredEntries.read(reply.value(1)).stream().findFirst());
  }

  @Override
  public CompletionStage<InteractionIdPage> interactions(
      SessionId session, Optional<InteractionId> after, int count) {
    return scripts
        .readStale(
            session,
            INTERACTIONS,
            bytes(after.map(InteractionId::value).orElse("")),
            bytes(count + 1L))
        .thenCompose(
            reply ->
                reply.ok()
                    ? CompletableFuture.completedStage(ids(reply, count))
                    : CompletableFuture.failedStage(unknown(after)));
  }

  @Override
  public CompletionStage<Optional<Interaction>> interaction(SessionId session, InteractionId id) {
    return scripts
        .read(session, INTERACTION, bytes(id.value()))
        .thenApply(
            reply ->
                reply.text(0).isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                        new Interaction(
                            id,
                            Instant.ofEpochMilli(Long.parseLong(reply.text(0))),
                            StoredEntries.read(reply.value(3)),
                            StoredEntries.read(reply.value(4)),
                            Integer.parseInt(reply.text(1)),
                            Integer.parseInt(reply.text(2)))));
  }

  private CompletionStage<Reply> read(
      SessionId session,
      EntryKind kind,
      boolean ascending,
      EntryBound lower,
      EntryBound upper,
      int count) {
    return scripts.readStale(
        session,
        RANGE,
        stream(kind),
        bytes(ascending ? "asc" : "desc"),
        bytes(StreamBounds.lower(lower)),
        bytes(StreamBounds.upper(upper)),
        bytes(count),
        bytes(limits.pageBytes()));
  }

  private CompletionStage<Reply> accepted(
      SessionId session, Optional<InteractionId> interaction, Reply reply) {
    return switch (reply.status()) {
      case "reused" -> CompletableFuture.failedStage(new IdempotencyKeyReused());
      case "full" -> CompletableFuture.failedStage(new ChatFull(session, limits.maxEntries()));
      case "taken" ->
          CompletableFuture.failedStage(new InteractionAlreadyExists(interaction.orElseThrow()));
      default -> CompletableFuture.completedStage(reply);
    };
  }

  private static boolean replayed(Reply reply) {
    return reply.text(0).equals("1");
  }

  /** {@code id, number of messages, ids of messages and tool calls}, with spaces between. */
  private static InteractionReceipt receipt(String text) {
    List<String> parts = Arrays.asList(text.split(" "));
    int messages = Integer.parseInt(parts.get(1));
    List<EntryId> ids = parts.subList(2, parts.size()).stream().map(StoredEntries::id).toList();
    return new InteractionReceipt(
        new InteractionId(parts.get(0)),
        ids.subList(0, messages),
        ids.subList(messages, ids.size()));
  }

  private static EntryPage page(List<Entry> entries, Reply reply, int count) {
    boolean more = entries.size() > count;
    return new EntryPage(
        more ? entries.subList(0, count) : entries,
        reply.number(0),
        more ? Optional.of(entries.get(count).id()) : full(reply));
  }

  /** The entry that did not go into the page any more. */
  private static Optional<EntryId> full(Reply reply) {
    return Optional.of(reply.text(2)).filter(id -> !id.isEmpty()).map(StoredEntries::id);
  }

  private static InteractionIdPage ids(Reply reply, int count) {
    List<InteractionId> ids =
        ((List<?>) reply.value(1))
            .stream().map(id -> new InteractionId(ChatScripts.string(id))).toList();
    boolean more = ids.size() > count;
    return new InteractionIdPage(more ? ids.subList(0, count) : ids, reply.number(0), more);
  }

  private static InvalidValue unknown(Optional<InteractionId> after) {
    String seen = after.map(InteractionId::value).orElse("none");
    return new InvalidValue(
        List.of(new Violation("start", "must be an interaction of this session: was " + seen)));
  }

  /** Where the stream stands among the session's keys, counted from 1 as Lua does. */
  private static byte[] stream(EntryKind kind) {
    return bytes(kind == EntryKind.MESSAGE ? 4 : 5);
  }

  private byte[] overflow() {
    return bytes(limits.overflow() == ChatOverflow.TRIM ? "trim" : "reject");
  }
}
