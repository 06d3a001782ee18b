package dev.agentc.api.faults;

import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.chat.Entry;
import dev.agentc.repository.chat.EntryBound;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryPage;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionPage;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.UserId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * What Redis holds when all is over.
 *
 * @param sessions those that are there, by id
 * @param listed ids that the list of a user's sessions shows, by user
 * @param users those that are there
 */
record Stored(
    Map<String, StoredSession> sessions, Map<String, Set<String>> listed, Set<String> users) {

  /**
   * @param messages texts in order of the chat
   * @param turns number of entries, messages and tool calls, by interaction
   * @param patched the number of the last patch, or 0
   * @param counted {@code message_count}
   */
  record StoredSession(
      List<String> messages, Map<String, Integer> turns, long patched, long counted) {}

  private static final int PAGE = 100;
  private static final int CHAT_PAGE = 1_000;

  static Stored read(Repositories from, Collection<String> sessions, Collection<String> users) {
    Map<String, StoredSession> found = new TreeMap<>();
    for (String id : sessions) {
      SessionId session = new SessionId(id);
      get(from.sessions().find(session))
          .ifPresent(there -> found.put(id, chat(from, session, there)));
    }
    Map<String, Set<String>> listed = new TreeMap<>();
    Set<String> there = new LinkedHashSet<>();
    for (String user : users) {
      listed.put(user, list(from, user));
      if (get(from.users().find(new UserId(user))).isPresent()) {
        there.add(user);
      }
    }
    return new Stored(found, listed, there);
  }

  private static StoredSession chat(Repositories from, SessionId id, Session session) {
    List<Entry> messages = entries(from, id, EntryKind.MESSAGE);
    Map<String, Integer> turns = new TreeMap<>();
    for (EntryKind kind : EntryKind.values()) {
      for (Entry entry : kind == EntryKind.MESSAGE ? messages : entries(from, id, kind)) {
        entry.place().ifPresent(place -> turns.merge(place.interaction().value(), 1, Integer::sum));
      }
    }
    long patched =
        Optional.ofNullable(session.metadata().get("n"))
            .map(value -> JsonCodec.node(value).asString())
            .map(Long::valueOf)
            .orElse(0L);
    return new StoredSession(
        messages.stream().map(entry -> LibraryDoor.text(entry.body())).toList(),
        turns,
        patched,
        session.messageCount());
  }

  private static List<Entry> entries(Repositories from, SessionId id, EntryKind kind) {
    List<Entry> all = new ArrayList<>();
    EntryBound start = EntryBound.open();
    while (true) {
      EntryPage page =
          get(
              from.chats()
                  .range(
                      id,
                      kind,
                      new EntryQuery.Range(
                          start, EntryBound.open(), EntryQuery.Order.ASCENDING, CHAT_PAGE)));
      all.addAll(page.entries());
      if (page.next().isEmpty()) {
        return all;
      }
      start = EntryBound.at(page.next().get());
    }
  }

  private static Set<String> list(Repositories from, String user) {
    Set<String> ids = new LinkedHashSet<>();
    Optional<String> cursor = Optional.empty();
    do {
      SessionPage page = get(from.sessions().list(query(user, cursor)));
      page.items().forEach(item -> ids.add(item.id().value()));
      cursor = page.nextCursor();
    } while (cursor.isPresent());
    return ids;
  }

  private static SessionQuery query(String user, Optional<String> cursor) {
    return new SessionQuery(
        PAGE, 0, cursor, SessionQuery.first().sort(), Optional.of(new UserId(user)));
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("what is stored cannot be read", e);
    }
  }
}
