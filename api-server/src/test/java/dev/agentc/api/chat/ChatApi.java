package dev.agentc.api.chat;

import dev.agentc.api.RunningApi;
import dev.agentc.api.Storage;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.NewSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The chat endpoints, with one session, at a standing time. Redis has its own; {@link
 * ChatContractIT} runs the tests over one.
 */
final class ChatApi implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-01-31T12:00:00.120Z");
  static final String CHAT = "/api/v2/chat/sessions/tiger-castle";

  /** A session that is not there. */
  static final String GONE = "/api/v2/chat/sessions/no-such";

  final Repositories repositories;
  final RunningApi api;

  private ChatApi(Repositories repositories) {
    this.repositories = repositories;
    this.api =
        RunningApi.start(
            ChatEndpoints.of(
                repositories.chats(), repositories.metadata(), Clock.fixed(NOW, ZoneOffset.UTC)));
  }

  static ChatApi start(Storage storage) {
    return start(storage, RepositoryConfig.builder());
  }

  static ChatApi start(Storage storage, RepositoryConfig.Builder config) {
    Repositories repositories =
        storage.open(
            config.sessionTtl(Duration.ofHours(1)).build(), Clock.fixed(NOW, ZoneOffset.UTC));
    NewSession session = NewSession.builder().id("tiger-castle").modelId("m").build();
    repositories.sessions().create(session, Optional.empty()).toCompletableFuture().join();
    return new ChatApi(repositories);
  }

  /** When a message was written: its id begins with the milliseconds. */
  static Instant writtenAt(String id) {
    return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-'))));
  }

  @Override
  public void close() {
    api.close();
    repositories.close();
  }
}
