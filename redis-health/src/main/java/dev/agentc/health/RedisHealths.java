package dev.agentc.health;

import dev.agentc.redis.config.RedisConnector;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;

/** Makes a {@link RedisHealth} for those who do not use Dagger. */
public final class RedisHealths {

  private static final int ID_BYTES = 8;

  private RedisHealths() {}

  /** Does no I/O. The connector stays the caller's, who closes it. */
  public static RedisHealth create(RedisConnector connector, HealthConfig config) {
    byte[] id = new byte[ID_BYTES];
    new SecureRandom().nextBytes(id);
    return new ProbingRedisHealth(
        connector,
        config,
        new RedisProbeCommands(config.keyPrefix(), HexFormat.of().formatHex(id)),
        Clock.systemUTC(),
        System::nanoTime);
  }
}
