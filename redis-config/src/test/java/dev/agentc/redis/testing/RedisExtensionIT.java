package dev.agentc.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RedisExtensionIT {
  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  @Test
  void commandCounts_ofOwnCommands_areLeftOut() {
    redis.resetCounts();
    redis.flush();
    redis.cli("SET", "a", "1");
    redis.info("server");

    assertThat(redis.commandCounts()).isEmpty();
  }

  @Test
  void makeReadOnly_write_isRefused() {
    redis.makeReadOnly();
    assertThatThrownBy(() -> redis.cli("SET", "a", "1")).hasMessageStartingWith("READONLY");
    redis.reset();
    assertThat(redis.cli("SET", "a", "1")).isEqualTo("OK");
  }
}
