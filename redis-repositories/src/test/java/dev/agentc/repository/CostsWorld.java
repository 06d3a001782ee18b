package dev.agentc.repository;

import static dev.agentc.repository.Await.value;

import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.MetadataKey;
import dev.agentc.repository.chat.MetadataKind;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is there before an operation's cost is counted: a user with twenty sessions, one of them
 * with metadata of both kinds and a chat of a hundred messages and one interaction.
 *
 * @param message the first one's id
 */
record CostsWorld(EntryId message) {

  static final UserId ANN = new UserId("ann");
  static final SessionId SESSION = new SessionId("tiger-castle");
  static final InteractionId TURN = new InteractionId("turn-1");
  static final MetadataKey KEY = MetadataKey.parse("k").orElseThrow();
  static final NewEntry ENTRY = new NewEntry(new JsonValue("{\"role\":\"user\"}"));
  static final JsonValue OBJECT = new JsonValue("{\"a\":1}");
  static final Optional<IdempotencyKey> KEYED =
      Optional.of(IdempotencyKey.of("request".getBytes(StandardCharsets.UTF_8), "key"));

  static CostsWorld in(Repositories all) {
    value(all.users().create(user(ANN), Optional.empty()));
    for (int i = 1; i < 20; i++) {
      value(all.sessions().create(session("other-" + (char) ('a' + i)), Optional.empty()));
    }
    value(all.sessions().create(session(SESSION.value()), Optional.empty()));
    value(all.metadata().put(SESSION, MetadataKind.MANAGED, KEY, OBJECT, Precondition.none()));
    List<EntryId> ids = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ids.add(
          value(all.chats().append(SESSION, EntryKind.MESSAGE, ENTRY, Optional.empty())).value());
    }
    value(all.chats().appendInteraction(SESSION, turn("turn-1"), Optional.empty()));
    return new CostsWorld(ids.get(0));
  }

  static NewInteraction turn(String id) {
    return new NewInteraction(
        Optional.of(new InteractionId(id)), List.of(ENTRY, ENTRY), List.of(ENTRY));
  }

  static NewSession session(String id) {
    return NewSession.builder()
        .id(id)
        .modelId("m")
        .userId(ANN.value())
        .metadata(Map.of("k", OBJECT))
        .build();
  }

  static NewUser user(UserId id) {
    return new NewUser(
        id, Optional.empty(), Optional.empty(), Optional.empty(), new JsonValue("{}"));
  }
}
