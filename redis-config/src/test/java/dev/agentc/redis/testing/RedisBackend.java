package dev.agentc.redis.testing;

import java.util.Locale;
import java.util.Optional;

/** Where the Redis of a test runs. */
public enum RedisBackend {
  /**
   * A container of {@code redis:7-alpine} (or {@code -Dredis.fixture.image}), through
   * Testcontainers.
   */
  DOCKER,
  /** A child process: {@code redis-server} from the PATH (or {@code -Dredis.fixture.binary}). */
  BINARY;

  /** The system property that forces a backend: {@code docker} or {@code binary}. */
  public static final String PROPERTY = "redis.fixture";

  private static final String NEITHER =
      "No Redis for this test: neither a Docker engine nor the program '%s' was found. Install one"
          + " of them (Debian and Ubuntu: apt-get install redis-server), or start Docker.";

  /**
   * The backend that {@code -Dredis.fixture} names, else Docker where an engine answers, else the
   * binary. Where there is neither this fails: a test that needs Redis is never skipped.
   */
  public static RedisBackend choose() {
    Optional<RedisBackend> forced = forced();
    if (forced.isPresent()) {
      return forced.get();
    }
    if (isAvailable(DOCKER)) {
      return DOCKER;
    }
    if (isAvailable(BINARY)) {
      return BINARY;
    }
    throw new IllegalStateException(NEITHER.formatted(RedisBinary.name()));
  }

  /** Whether this machine can run {@code backend}. */
  public static boolean isAvailable(RedisBackend backend) {
    return switch (backend) {
      case DOCKER -> isDockerAvailable();
      case BINARY -> RedisBinary.find().isPresent();
    };
  }

  private static boolean isDockerAvailable() {
    try {
      return RedisContainer.isAvailable();
    } catch (NoClassDefFoundError withoutTestcontainers) {
      // Not on the class path of an application that has no use for it.
      return false;
    }
  }

  private static Optional<RedisBackend> forced() {
    String value = System.getProperty(PROPERTY, "").strip();
    if (value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(valueOf(value.toUpperCase(Locale.ROOT)));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalStateException(
          "-D" + PROPERTY + " must be docker or binary: was " + value, unknown);
    }
  }
}
