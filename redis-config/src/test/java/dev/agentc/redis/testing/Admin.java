package dev.agentc.redis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The fixture's own way in: its ACL user, a connection per operation, and the books of what it
 * sent. Thread-safe.
 */
final class Admin {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int BATCH = 1_000;

  private final Supplier<RedisHome> home;
  private final CommandStats stats = new CommandStats();

  Admin(Supplier<RedisHome> home) {
    this.home = home;
  }

  String call(String... command) {
    try (RespConnection connection = connect()) {
      Object reply = connection.call(List.of(command));
      stats.noteOwn(command);
      return RespConnection.text(reply);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All in one round trip. An error reply stands in its place, as {@link RedisErrorReply}. */
  List<Object> callAll(List<List<String>> commands) {
    try (RespConnection connection = connect()) {
      for (List<String> command : commands) {
        connection.send(command);
      }
      connection.flush();
      List<Object> replies = new ArrayList<>();
      for (List<String> command : commands) {
        try {
          replies.add(connection.receive());
          stats.noteOwn(command.toArray(new String[0]));
        } catch (RedisErrorReply error) {
          replies.add(error);
        }
      }
      return replies;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void fill(String prefix, int keys, int bytesEach) {
    String value = "x".repeat(bytesEach);
    try (RespConnection connection = connect()) {
      for (int from = 0; from < keys; from += BATCH) {
        int until = Math.min(keys, from + BATCH);
        for (int i = from; i < until; i++) {
          connection.send(List.of("SET", prefix + i, value));
        }
        connection.flush();
        for (int i = from; i < until; i++) {
          connection.receive();
          stats.noteOwn("set");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Map<String, String> info(String section) {
    return CommandStats.fields(call("INFO", section));
  }

  void await(String section, String field, String value) {
    Wait.until(
        LIMIT,
        () -> value.equals(info(section).get(field)),
        () -> field + " of Redis does not become " + value + ": " + home.get().process().log());
  }

  Map<String, Long> counts() {
    return stats.without(call("INFO", "commandstats"));
  }

  void resetCounts() {
    call("CONFIG", "RESETSTAT");
    stats.forget();
    // Redis 6.2 counts it without its subcommand.
    stats.noteOwn("CONFIG", "RESETSTAT");
  }

  /** A server that was started anew counts from zero. */
  void forgetCounts() {
    stats.forget();
  }

  private RespConnection connect() throws IOException {
    RedisHome at = home.get();
    RespConnection connection =
        RespConnection.open(at.process().host(), at.process().port(), at.tls());
    try {
      connection.call(List.of("AUTH", ServerConf.ADMIN, ServerConf.ADMIN_PASSWORD));
      stats.noteOwn("auth");
      return connection;
    } catch (IOException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
