package dev.agentc.repository.chat;

import static dev.agentc.repository.Await.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.JsonCodec;
import dev.agentc.repository.JsonDocuments;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What goes in comes out, compared as JSON values, over thousands of documents. */
class LosslessIT {

  private static final int TURNS = 15;

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();

  @Test
  void everyDocument_comesBackAsItWentIn() {
    JsonDocuments documents = new JsonDocuments(20260131);
    try (RedisFixture fixture = new RedisFixture(redis)) {
      Repositories repositories = fixture.repositories();
      SessionId id = TestSessions.create(repositories);
      for (int turn = 0; turn < TURNS; turn++) {
        List<JsonNode> sent = new ArrayList<>();
        List<NewEntry> entries = new ArrayList<>();
        for (int n = 0; n < NewInteraction.MAX_ENTRIES; n++) {
          JsonNode node = JsonCodec.parse(documents.object());
          sent.add(node);
          entries.add(
              EntryCodec.read(EntryKind.MESSAGE, node, "", Instant.EPOCH, new ArrayList<>())
                  .orElseThrow());
        }
        InteractionId name =
            value(
                    repositories
                        .chats()
                        .appendInteraction(
                            id,
                            new NewInteraction(Optional.empty(), entries, List.of()),
                            Optional.empty()))
                .value()
                .id();

        Interaction found = value(repositories.chats().interaction(id, name)).orElseThrow();

        assertThat(found.messages()).hasSameSizeAs(sent);
        for (int n = 0; n < sent.size(); n++) {
          assertThat(asSent(found.messages().get(n), id)).isEqualTo(sent.get(n));
        }
      }
    }
  }

  /** What the API would show, without the fields that the server sets. */
  private static JsonNode asSent(Entry entry, SessionId id) {
    ObjectNode shown = (ObjectNode) JsonCodec.parse(entry.json(id).utf8());
    shown.remove(List.of("id", "session_id", "interaction_id", "interaction_index", "timestamp"));
    return shown;
  }
}
