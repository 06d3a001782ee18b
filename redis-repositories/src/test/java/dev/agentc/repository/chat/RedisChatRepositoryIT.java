package dev.agentc.repository.chat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.Await;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.session.SessionId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisChatRepositoryIT implements ChatRepositoryContract {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();
  private static RedisConnector connector;
  private static final KeySpace keys = new KeySpace("t", 1);
  private int sessions;

  @BeforeAll
  static void connect() {
    connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
    Await.value(connector.connect());
  }

  @AfterAll
  static void close() {
    connector.close();
  }

  @Override
  public ChatRepository chats(ChatLimits limits) {
    return RedisChatRepository.create(connector, keys, limits, (c, id, stamp) -> {});
  }

  @Override
  public SessionId newSession() {
    String word = "a".repeat(++sessions);
    SessionId id = new SessionId("test-" + word);
    deleteSession(id);
    String root = keys.session(id).root();
    long now = System.currentTimeMillis();
    redis.cli(
        "HSET",
        root,
        "created_at",
        now + "000",
        "updated_at",
        now + "000",
        "last_activity",
        now + "000",
        "expires_at",
        Long.toString(now + 60_000),
        "ttl",
        "60000",
        "version",
        "1",
        "message_count",
        "0");
    redis.cli("PEXPIREAT", root, Long.toString(now + 60_000));
    return id;
  }

  @Override
  public void deleteSession(SessionId id) {
    for (String key : keys.session(id).all()) {
      redis.cli("DEL", key);
    }
  }
}
