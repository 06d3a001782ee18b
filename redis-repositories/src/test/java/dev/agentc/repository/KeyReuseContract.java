package dev.agentc.repository;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.RepositoryException.IdempotencyKeyReused;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.user.NewUser;
import dev.agentc.repository.user.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A key that stands for one operation stands for no other, even with the same fingerprint. */
interface KeyReuseContract {

  NewEntry WORD = new NewEntry(new JsonValue("{\"role\":\"user\"}"));

  Repositories repositories();

  @Test
  default void aKeyOfASession_isNoKeyOfAUser() {
    Optional<IdempotencyKey> key = freshKey();
    assertThat(value(createSession(key)).replayed()).isFalse();

    assertReused(createUser(key));
    assertThat(value(createSession(key)).replayed()).isTrue();
  }

  @Test
  default void aKeyOfAUser_isNoKeyOfASession() {
    Optional<IdempotencyKey> key = freshKey();
    value(createUser(key));

    assertReused(createSession(key));
  }

  @Test
  default void aKeyOfAMessage_isNoKeyOfAToolCallOrATurn() {
    SessionId session = value(createSession(Optional.empty())).value().id();
    Optional<IdempotencyKey> key = freshKey();
    value(repositories().chats().append(session, EntryKind.MESSAGE, WORD, key));

    assertReused(repositories().chats().append(session, EntryKind.TOOL_CALL, WORD, key));
    assertReused(
        repositories()
            .chats()
            .appendInteraction(
                session, new NewInteraction(Optional.empty(), List.of(WORD), List.of()), key));
  }

  private CompletionStage<Written<Session>> createSession(Optional<IdempotencyKey> key) {
    return repositories().sessions().create(NewSession.builder().modelId("m").build(), key);
  }

  private CompletionStage<?> createUser(Optional<IdempotencyKey> key) {
    UserId id = new UserId("u" + UUID.randomUUID());
    NewUser user =
        new NewUser(id, Optional.empty(), Optional.empty(), Optional.empty(), new JsonValue("{}"));
    return repositories().users().create(user, key);
  }

  private static Optional<IdempotencyKey> freshKey() {
    byte[] request = "request".getBytes(StandardCharsets.UTF_8);
    return Optional.of(IdempotencyKey.of(request, UUID.randomUUID().toString()));
  }

  private static void assertReused(CompletionStage<?> stage) {
    assertThatThrownBy(() -> value(stage)).isInstanceOf(IdempotencyKeyReused.class);
  }
}
