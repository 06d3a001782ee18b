package dev.agentc.repository;

import static dev.agentc.repository.CostsWorld.ANN;
import static dev.agentc.repository.CostsWorld.ENTRY;
import static dev.agentc.repository.CostsWorld.KEY;
import static dev.agentc.repository.CostsWorld.KEYED;
import static dev.agentc.repository.CostsWorld.OBJECT;
import static dev.agentc.repository.CostsWorld.SESSION;
import static dev.agentc.repository.CostsWorld.TURN;

import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionField;
import dev.agentc.repository.session.SessionPatch;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.Cascade;
import dev.agentc.repository.user.UserId;
import dev.agentc.repository.user.UserQuery;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * An operation of a repository.
 *
 * @param mostTrips one, but for what docs/costs.md gives a reason for
 */
record Cost(
    String title, int mostTrips, BiFunction<Repositories, CostsWorld, CompletionStage<?>> call) {

  /** Every operation of every repository, with the variants whose cost differs. */
  static final List<Cost> ALL =
      List.of(
          new Cost(
              "`sessions.create`",
              1,
              (all, world) ->
                  all.sessions()
                      .create(
                          NewSession.builder().id("new-session").modelId("m").build(),
                          Optional.empty())),
          new Cost(
              "`sessions.create` of a user's",
              1,
              (all, world) ->
                  all.sessions().create(CostsWorld.session("new-session"), Optional.empty())),
          new Cost(
              "`sessions.create` with an idempotency key",
              3,
              (all, world) -> all.sessions().create(CostsWorld.session("new-session"), KEYED)),
          new Cost("`sessions.find`", 1, (all, world) -> all.sessions().find(SESSION)),
          new Cost(
              "`sessions.list`, ten of all",
              2,
              (all, world) -> all.sessions().list(SessionQuery.first())),
          new Cost(
              "`sessions.list`, ten of a user's",
              2,
              (all, world) -> all.sessions().list(SessionQuery.first().of(ANN))),
          new Cost(
              "`sessions.patch` of fields",
              1,
              (all, world) -> patch(all, SessionPatch.builder().text(SessionField.NAME, "other"))),
          new Cost(
              "`sessions.patch` of the time to live",
              1,
              (all, world) ->
                  patch(all, SessionPatch.builder().ttlSeconds(BigDecimal.valueOf(600)))),
          new Cost(
              "`sessions.patch` of the user",
              2,
              (all, world) -> patch(all, SessionPatch.builder().text(SessionField.USER_ID, "bob"))),
          new Cost(
              "`sessions.patch` that puts a new key of metadata",
              1,
              (all, world) -> patch(all, SessionPatch.builder().putMetadata("new", OBJECT))),
          new Cost(
              "`sessions.patch` that merges into a value of metadata",
              2,
              (all, world) ->
                  patch(
                      all, SessionPatch.builder().mergeMetadata("k", new JsonValue("{\"b\":1}")))),
          new Cost(
              "`sessions.delete`",
              1,
              (all, world) -> all.sessions().delete(SESSION, Precondition.none())),
          new Cost(
              "`users.create`",
              1,
              (all, world) ->
                  all.users().create(CostsWorld.user(new UserId("bob")), Optional.empty())),
          new Cost(
              "`users.create` with an idempotency key",
              3,
              (all, world) -> all.users().create(CostsWorld.user(new UserId("bob")), KEYED)),
          new Cost("`users.find`", 1, (all, world) -> all.users().find(ANN)),
          new Cost("`users.list`", 2, (all, world) -> all.users().list(UserQuery.page(10, 0))),
          new Cost(
              "`users.replace`",
              1,
              (all, world) -> all.users().replace(CostsWorld.user(ANN), Precondition.none())),
          new Cost(
              "`users.delete`",
              2,
              (all, world) -> all.users().delete(ANN, Cascade.NONE, Precondition.none())),
          new Cost(
              "`users.delete` with the user's twenty sessions",
              8,
              (all, world) -> all.users().delete(ANN, Cascade.SESSIONS, Precondition.none())),
          new Cost(
              "`chats.append`",
              1,
              (all, world) ->
                  all.chats().append(SESSION, EntryKind.MESSAGE, ENTRY, Optional.empty())),
          new Cost(
              "`chats.append` with an idempotency key",
              1,
              (all, world) -> all.chats().append(SESSION, EntryKind.MESSAGE, ENTRY, KEYED)),
          new Cost(
              "`chats.range`, the first fifty",
              1,
              (all, world) -> all.chats().range(SESSION, EntryKind.MESSAGE, EntryQuery.first(50))),
          new Cost(
              "`chats.range`, the last fifty",
              1,
              (all, world) -> all.chats().range(SESSION, EntryKind.MESSAGE, EntryQuery.last(50))),
          new Cost(
              "`chats.find`",
              1,
              (all, world) -> all.chats().find(SESSION, EntryKind.MESSAGE, world.message())),
          new Cost(
              "`chats.appendInteraction` of two messages and a tool call",
              1,
              (all, world) ->
                  all.chats()
                      .appendInteraction(SESSION, CostsWorld.turn("turn-2"), Optional.empty())),
          new Cost(
              "`chats.appendInteraction` with an idempotency key",
              1,
              (all, world) ->
                  all.chats().appendInteraction(SESSION, CostsWorld.turn("turn-2"), KEYED)),
          new Cost(
              "`chats.interactions`",
              1,
              (all, world) -> all.chats().interactions(SESSION, Optional.empty(), 100)),
          new Cost(
              "`chats.interaction`", 1, (all, world) -> all.chats().interaction(SESSION, TURN)),
          new Cost(
              "`metadata.all` of the session's own",
              1,
              (all, world) -> all.metadata().all(SESSION, MetadataKind.OWN)),
          new Cost(
              "`metadata.all` of managed",
              1,
              (all, world) -> all.metadata().all(SESSION, MetadataKind.MANAGED)),
          new Cost(
              "`metadata.find` of the session's own",
              1,
              (all, world) -> all.metadata().find(SESSION, MetadataKind.OWN, KEY)),
          new Cost(
              "`metadata.find` of managed",
              1,
              (all, world) -> all.metadata().find(SESSION, MetadataKind.MANAGED, KEY)),
          new Cost(
              "`metadata.put` of the session's own",
              1,
              (all, world) ->
                  all.metadata()
                      .put(
                          SESSION,
                          MetadataKind.OWN,
                          KEY,
                          new JsonValue("\"text\""),
                          Precondition.none())),
          new Cost(
              "`metadata.put` of the session's own, an object or number over another",
              2,
              (all, world) ->
                  all.metadata()
                      .put(
                          SESSION,
                          MetadataKind.OWN,
                          KEY,
                          new JsonValue("{\"b\":1}"),
                          Precondition.none())),
          new Cost(
              "`metadata.put` of managed",
              1,
              (all, world) ->
                  all.metadata()
                      .put(
                          SESSION,
                          MetadataKind.MANAGED,
                          KEY,
                          new JsonValue("\"text\""),
                          Precondition.none())),
          new Cost(
              "`metadata.delete` of the session's own",
              1,
              (all, world) ->
                  all.metadata().delete(SESSION, MetadataKind.OWN, KEY, Precondition.none())),
          new Cost(
              "`metadata.delete` of managed",
              1,
              (all, world) ->
                  all.metadata().delete(SESSION, MetadataKind.MANAGED, KEY, Precondition.none())));

  @Override
  public String toString() {
    return title;
  }

  private static CompletionStage<?> patch(Repositories all, SessionPatch.Builder patch) {
    return all.sessions().patch(SESSION, patch.build(), Precondition.none());
  }
}
