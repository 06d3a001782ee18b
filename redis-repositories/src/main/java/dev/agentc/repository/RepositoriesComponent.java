package dev.agentc.repository;

import dagger.BindsInstance;
import dagger.Component;
import dagger.Module;
import dagger.Provides;
import dev.agentc.redis.config.RedisAccess;
import dev.agentc.repository.chat.ChatRepository;
import dev.agentc.repository.chat.MetadataRepository;
import dev.agentc.repository.session.SessionRepository;
import dev.agentc.repository.user.UserRepository;
import jakarta.inject.Singleton;

/**
 * The repositories on a Redis, for those with Dagger. Depend on {@link RepositoriesProvision}:
 * Dagger refuses a scoped component as a dependency of another.
 */
@Singleton
@Component(modules = RepositoriesComponent.RepositoriesModule.class)
public interface RepositoriesComponent extends RepositoriesProvision {

  /** Does no I/O and starts no thread. */
  static RepositoriesComponent create(RedisAccess access, RepositoryConfig config) {
    return DaggerRepositoriesComponent.factory().create(access, config);
  }

  /** Makes the component from what it needs. */
  @Component.Factory
  interface Factory {
    RepositoriesComponent create(
        @BindsInstance RedisAccess access, @BindsInstance RepositoryConfig config);
  }

  /** How the parts come about. */
  @Module
  final class RepositoriesModule {
    private RepositoriesModule() {}

    @Provides
    @Singleton
    static Repositories repositories(RedisAccess access, RepositoryConfig config) {
      return RedisRepositories.create(access, config);
    }

    @Provides
    static SessionRepository sessions(Repositories repositories) {
      return repositories.sessions();
    }

    @Provides
    static UserRepository users(Repositories repositories) {
      return repositories.users();
    }

    @Provides
    static ChatRepository chats(Repositories repositories) {
      return repositories.chats();
    }

    @Provides
    static MetadataRepository metadata(Repositories repositories) {
      return repositories.metadata();
    }
  }
}
