package dev.agentc.docs;

import dagger.Component;
import dev.agentc.health.DaggerHealthComponent;
import dev.agentc.health.HealthComponent;
import dev.agentc.health.HealthConfig;
import dev.agentc.health.HealthSource;
import dev.agentc.health.RedisHealth;
import dev.agentc.health.ServiceHealth;
import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisComponent;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.repository.RepositoriesComponent;
import dev.agentc.repository.RepositoriesProvision;
import dev.agentc.repository.RepositoryConfig;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.session.SessionRepository;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** The code of docs/embedding.md for those with Dagger; DocsTest keeps the two the same. */
final class DaggerSnippets {

  private DaggerSnippets() {}

  // snippet: dagger-component
  @Singleton
  @Component(
      dependencies = {RedisConnection.class, RepositoriesProvision.class, HealthSource.class})
  interface MyApplication {

    Dashboard dashboard();

    @Component.Factory
    interface Factory {
      MyApplication create(
          RedisConnection redis, RepositoriesProvision repositories, HealthSource health);
    }
  }

  // end

  // snippet: dagger-use
  static final class Dashboard {
    private final SessionRepository sessions;
    private final RedisHealth health;

    @Inject
    Dashboard(SessionRepository sessions, RedisHealth health) {
      this.sessions = sessions;
      this.health = health;
    }

    CompletionStage<String> line() {
      CompletionStage<ServiceHealth> ready = health.ready();
      return sessions
          .list(SessionQuery.first())
          .thenCombine(ready, (page, look) -> page.total() + " sessions, " + look.status().label());
    }
  }

  // end

  static CompletionStage<String> run(RedisConfig config) {
    // snippet: dagger-create
    RedisComponent redis = DaggerRedisComponent.factory().create(config);
    RepositoriesComponent repositories =
        RepositoriesComponent.create(redis.access(), RepositoryConfig.builder().build());
    HealthComponent health = DaggerHealthComponent.factory().create(redis, HealthConfig.of(config));
    MyApplication application =
        DaggerDaggerSnippets_MyApplication.factory().create(redis, repositories, health);

    CompletionStage<String> line =
        redis
            .connector()
            .connect()
            .thenCompose(connected -> application.dashboard().line())
            .whenComplete((done, failure) -> redis.connector().closeAsync());
    // end
    return line;
  }
}
