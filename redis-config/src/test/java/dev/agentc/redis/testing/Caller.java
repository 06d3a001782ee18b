package dev.agentc.redis.testing;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** An application's connection, for the tests of the fixture: not as the fixture's own user. */
final class Caller implements AutoCloseable {
  private final RespConnection connection;

  private Caller(RespConnection connection) {
    this.connection = connection;
  }

  static Caller of(RedisControl redis) throws IOException {
    return of(redis, Optional.empty());
  }

  static Caller of(RedisControl redis, Optional<SSLContext> tls) throws IOException {
    return new Caller(RespConnection.open(redis.host(), redis.port(), tls, Duration.ofSeconds(2)));
  }

  static Caller impatient(RedisControl redis) throws IOException {
    return new Caller(
        RespConnection.open(redis.host(), redis.port(), Optional.empty(), Duration.ofMillis(150)));
  }

  String call(String... command) throws IOException {
    return RespConnection.text(connection.call(List.of(command)));
  }

  @Override
  public void close() {
    connection.close();
  }
}
