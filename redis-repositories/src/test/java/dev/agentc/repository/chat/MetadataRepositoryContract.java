package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryException.InvalidValue;
import dev.agentc.repository.RepositoryException.SessionNotFound;
import dev.agentc.repository.RepositoryException.VersionMismatch;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What holds for metadata by key wherever it is kept. */
interface MetadataRepositoryContract {

  Repositories repositories();

  MetadataKey KEY = new MetadataKey("k");

  private MetadataRepository metadata() {
    return repositories().metadata();
  }

  private Session session(SessionId id) {
    return value(repositories().sessions().find(id)).orElseThrow();
  }

  @Test
  default void put_thenFind_givesAnyJsonBack() {
    SessionId id = TestSessions.create(repositories());
    for (MetadataKind kind : MetadataKind.values()) {
      for (String text :
          List.of("null", "[]", "{}", "9007199254740993", "1e400", "\"\\u0000\"", "false")) {
        JsonValue json = new JsonValue(text);
        value(metadata().put(id, kind, KEY, json, Precondition.none()));
        assertThat(value(metadata().find(id, kind, KEY)).map(MetadataValue::value)).contains(json);
        assertThat(value(metadata().all(id, kind)).values()).containsEntry("k", json);
      }
    }
  }

  @Test
  default void theTwoKinds_areApart() {
    SessionId id = TestSessions.create(repositories());
    value(metadata().put(id, MetadataKind.OWN, KEY, new JsonValue("1"), Precondition.none()));

    assertThat(value(metadata().find(id, MetadataKind.MANAGED, KEY))).isEmpty();
    assertThat(session(id).metadata()).containsOnlyKeys("k");
  }

  @Test
  default void put_raisesTheVersion_ofOwnMetadataOnly_andOnlyWhenItChanges() {
    SessionId id = TestSessions.create(repositories());

    value(metadata().put(id, MetadataKind.OWN, KEY, new JsonValue("1"), Precondition.none()));
    value(metadata().put(id, MetadataKind.OWN, KEY, new JsonValue("1"), Precondition.none()));
    value(metadata().put(id, MetadataKind.MANAGED, KEY, new JsonValue("1"), Precondition.none()));

    assertThat(session(id).version()).isEqualTo(2);
  }

  @Test
  default void putAndDelete_underAnotherVersion_changeNothing() {
    SessionId id = TestSessions.create(repositories());
    for (MetadataKind kind : MetadataKind.values()) {
      JsonValue one = new JsonValue("1");
      value(metadata().put(id, kind, KEY, one, Precondition.none()));
      long version = session(id).version();
      Precondition other = new Precondition(Set.of(version + 1, version + 7));

      for (CompletionStage<?> refused :
          List.of(
              metadata().put(id, kind, KEY, new JsonValue("2"), other),
              metadata().delete(id, kind, KEY, other),
              metadata().delete(id, kind, new MetadataKey("absent"), other))) {
        assertThatThrownBy(() -> value(refused))
            .isInstanceOfSatisfying(
                VersionMismatch.class, e -> assertThat(e.currentVersion()).isEqualTo(version));
      }

      assertThat(value(metadata().find(id, kind, KEY))).contains(new MetadataValue(one, version));
      assertThat(session(id).version()).isEqualTo(version);
    }
  }

  @Test
  default void putAndDelete_underTheRightVersion_happen_andTellTheNewOne() {
    SessionId id = TestSessions.create(repositories());
    Precondition first = new Precondition(Set.of(1L, 9L));
    JsonValue one = new JsonValue("1");

    assertThat(value(metadata().put(id, MetadataKind.MANAGED, KEY, one, first))).isEqualTo(1);
    assertThat(value(metadata().put(id, MetadataKind.OWN, KEY, one, first))).isEqualTo(2);
    // The value that is there already is no change, but the version is asked for all the same.
    assertThatThrownBy(() -> value(metadata().put(id, MetadataKind.OWN, KEY, one, first)))
        .isInstanceOf(VersionMismatch.class);
    Precondition second = Precondition.version(2);
    assertThat(value(metadata().put(id, MetadataKind.OWN, KEY, one, second))).isEqualTo(2);
    assertThat(value(metadata().all(id, MetadataKind.OWN)).version()).isEqualTo(2);
    assertThat(value(metadata().delete(id, MetadataKind.MANAGED, KEY, second))).isTrue();
    assertThat(value(metadata().delete(id, MetadataKind.OWN, KEY, second))).isTrue();
    assertThat(session(id).version()).isEqualTo(3);
  }

  @Test
  default void put_datesTheSession() {
    SessionId id = TestSessions.create(repositories());
    for (MetadataKind kind : MetadataKind.values()) {
      Session before = session(id);
      value(metadata().put(id, kind, KEY, new JsonValue("1"), Precondition.none()));
      assertThat(session(id).lastActivity()).isAfter(before.lastActivity());
    }
  }

  @Test
  default void delete_tellsWhetherItWasThere() {
    SessionId id = TestSessions.create(repositories());
    for (MetadataKind kind : MetadataKind.values()) {
      value(metadata().put(id, kind, KEY, new JsonValue("1"), Precondition.none()));
      assertThat(value(metadata().delete(id, kind, KEY, Precondition.none()))).isTrue();
      assertThat(value(metadata().delete(id, kind, KEY, Precondition.none()))).isFalse();
      assertThat(value(metadata().find(id, kind, KEY))).isEmpty();
    }
  }

  @Test
  default void put_beyondTheSumOfSizes_isRefused_andChangesNothing() {
    SessionId id = TestSessions.create(repositories());
    JsonValue half = new JsonValue("\"" + "x".repeat(40_000) + "\"");
    for (MetadataKind kind : MetadataKind.values()) {
      value(metadata().put(id, kind, KEY, half, Precondition.none()));
      assertThatThrownBy(
              () ->
                  value(
                      metadata()
                          .put(id, kind, new MetadataKey("other"), half, Precondition.none())))
          .isInstanceOf(InvalidValue.class);
      assertThat(value(metadata().all(id, kind)).values()).containsOnlyKeys("k");
    }
  }

  @Test
  default void reservedNames_areRefusedInOwnMetadataOnly() {
    SessionId id = TestSessions.create(repositories());
    for (String name : MetadataKey.RESERVED) {
      MetadataKey key = new MetadataKey(name);
      assertThatThrownBy(
              () ->
                  value(
                      metadata()
                          .put(id, MetadataKind.OWN, key, new JsonValue("1"), Precondition.none())))
          .isInstanceOf(InvalidValue.class);
      assertThatThrownBy(
              () -> value(metadata().delete(id, MetadataKind.OWN, key, Precondition.none())))
          .isInstanceOf(InvalidValue.class);
      value(metadata().put(id, MetadataKind.MANAGED, key, new JsonValue("1"), Precondition.none()));
    }
  }

  @Test
  default void withoutASession_allMetadataIsNotFound() {
    SessionId id = TestSessions.create(repositories());
    TestSessions.delete(repositories(), id);
    for (MetadataKind kind : MetadataKind.values()) {
      assertThatThrownBy(
              () -> value(metadata().put(id, kind, KEY, new JsonValue("1"), Precondition.none())))
          .isInstanceOf(SessionNotFound.class);
      assertThatThrownBy(() -> value(metadata().find(id, kind, KEY)))
          .isInstanceOf(SessionNotFound.class);
      assertThatThrownBy(() -> value(metadata().all(id, kind))).isInstanceOf(SessionNotFound.class);
      assertThatThrownBy(() -> value(metadata().delete(id, kind, KEY, Precondition.none())))
          .isInstanceOf(SessionNotFound.class);
    }
  }
}
