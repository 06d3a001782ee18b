package dev.agentc.repository.chat;

import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.LeastPrivilege;
import dev.agentc.repository.RedisFixture;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.TestSessions;
import dev.agentc.repository.session.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisChatRepositoryIT implements ChatRepositoryContract, MetadataRepositoryContract {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();
  private static RedisFixture fixture;

  @BeforeAll
  static void connect() {
    fixture = new RedisFixture(redis);
  }

  @AfterAll
  static void close() {
    fixture.close();
  }

  @Override
  public Repositories repositories() {
    return fixture.repositories();
  }

  @Override
  public ChatRepository chats(ChatLimits limits) {
    return fixture
        .repositories(
            RepositoryConfig.builder()
                .chatMaxMessages(limits.maxEntries())
                .chatOverflow(limits.overflow())
                .chatPageBytes(limits.pageBytes())
                .build())
        .chats();
  }

  @Override
  public SessionId newSession() {
    return TestSessions.create(repositories());
  }

  @Override
  public void deleteSession(SessionId id) {
    TestSessions.delete(repositories(), id);
  }
}
