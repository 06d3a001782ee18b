package dev.agentc.repository;

import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.chat.ChatLimits;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.chat.RedisChatRepository;
import dev.agentc.repository.chat.RedisIndexFollower;
import dev.agentc.repository.chat.RedisMetadataRepository;
import dev.agentc.repository.session.RedisIndexMaintenance;
import dev.agentc.repository.session.RedisSessionIndex;
import dev.agentc.repository.session.RedisSessionRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.RedisUserRepository;
import dev.agentc.repository.user.UserRepository;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** The repositories on a Redis, for those without Dagger. */
public final class RedisRepositories implements Repositories {

  private final SessionRepository sessions;
  private final UserRepository users;
  private final ChatRepository chats;
  private final MetadataRepository metadata;
  private final IndexMaintenance maintenance;

  private RedisRepositories(
      RedisAccess access, RepositoryConfig config, Clock clock, RandomGenerator random) {
    KeySpace keys = new KeySpace(config.keyPrefix(), config.indexShards());
    IdempotentCreate idempotent = new IdempotentCreate(access, keys, config.idempotencyTtl());
    this.sessions =
        RedisSessionRepository.create(access, keys, idempotent, config.sessionTtl(), clock, random);
    this.users = RedisUserRepository.create(access, keys, idempotent, sessions, clock);
    RedisSessionIndex index = new RedisSessionIndex(access, keys);
    RedisIndexFollower follower =
        (commands, session, stamp) -> {
          if (stamp.moved()) {
            index.touch(session, stamp);
          }
        };
    ChatLimits limits =
        new ChatLimits(
            config.chatMaxMessages(),
            config.chatOverflow(),
            config.chatPageBytes(),
            config.idempotencyTtl());
    this.chats = RedisChatRepository.create(access, keys, limits, follower);
    this.metadata = RedisMetadataRepository.create(access, keys, sessions, follower);
    this.maintenance = RedisIndexMaintenance.create(access, keys, config, clock);
  }

  /** Does no I/O and starts no thread. */
  public static Repositories create(RedisAccess access, RepositoryConfig config) {
    return create(access, config, Clock.systemUTC(), new SecureRandom());
  }

  /** With the clock that dates creations and the chance that picks words. */
  public static Repositories create(
      RedisAccess access, RepositoryConfig config, Clock clock, RandomGenerator random) {
    return new RedisRepositories(access, config, clock, random);
  }

  @Override
  public SessionRepository sessions() {
    return sessions;
  }

  @Override
  public UserRepository users() {
    return users;
  }

  @Override
  public ChatRepository chats() {
    return chats;
  }

  @Override
  public MetadataRepository metadata() {
    return metadata;
  }

  @Override
  public IndexMaintenance maintenance() {
    return maintenance;
  }

  @Override
  public void close() {
    maintenance.close();
  }
}
