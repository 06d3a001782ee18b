package dev.agentc.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisComponent;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.testing.RedisExtension;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HealthComponentIT {

  @RegisterExtension static final RedisExtension server = RedisExtension.create();

  @Test
  void theComponent_givesOneHealthForTheConnection() {
    RedisConfig config = RedisConfig.from(server.settings());
    RedisComponent redis = DaggerRedisComponent.factory().create(config);
    HealthComponent component =
        DaggerHealthComponent.factory().create(redis, HealthConfig.of(config));
    try {
      assertThat(component.health()).isSameAs(component.health());
      Awaitility.await()
          .atMost(20, TimeUnit.SECONDS)
          .until(() -> Patient.get(component.health().ready()).status().serving());
    } finally {
      redis.connector().close();
    }
  }
}
