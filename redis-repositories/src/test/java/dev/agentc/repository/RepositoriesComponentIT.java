package dev.agentc.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.TestedRedis;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RepositoriesComponentIT {

  @RegisterExtension static final TestedRedis redis = LeastPrivilege.redis();

  @Test
  void component_onAConnector_keepsSessions() {
    try (RedisConnector connector =
        RedisConnectors.create(RedisConfig.from(redis.settings(LeastPrivilege.USER)))) {
      Await.value(connector.connect());
      RepositoriesProvision component =
          RepositoriesComponent.create(connector, RepositoryConfig.builder().build());

      Session session =
          Await.value(
                  component
                      .sessions()
                      .create(NewSession.builder().modelId("m").build(), Optional.empty()))
              .value();

      assertThat(Await.value(component.repositories().sessions().find(session.id())))
          .contains(session);
      component.repositories().close();
    }
  }
}
