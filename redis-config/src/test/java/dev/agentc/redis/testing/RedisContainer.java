package dev.agentc.redis.testing;

import java.util.Optional;

/** Placeholder until the container backend lands. */
final class RedisContainer {
  private RedisContainer() {}

  static boolean isAvailable() {
    return false;
  }

  static RedisProcess create(RedisOptions options, Optional<Certificates> certificates) {
    if (!isAvailable()) {
      throw new UnsupportedOperationException("not yet");
    }
    return RedisBinary.create(options, ScratchDirectory.create());
  }
}
