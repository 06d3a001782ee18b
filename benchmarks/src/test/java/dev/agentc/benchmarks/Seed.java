package dev.agentc.benchmarks;

import dev.agentc.repository.IdempotencyKey;
import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.Written;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.chat.NewEntry;
import dev.agentc.repository.chat.NewInteraction;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.Session;
import dev.agentc.repository.session.SessionId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What the benchmarks store. */
final class Seed {

  /** 200 bytes as stored. */
  static final NewEntry MESSAGE =
      new NewEntry(
          new JsonValue(
              "{\"role\":\"assistant\",\"content\":\""
                  + "x".repeat(122)
                  + "\",\"timestamp\":\"2026-01-31T12:00:00.000Z\",\"format\":\"md\"}"));

  private static final KeySpace KEYS = new KeySpace("agentc", 1);
  private static final int BATCH = 5_000;

  private Seed() {}

  static SessionId session(BenchRedis redis) {
    return Calls.await(
            redis
                .repositories()
                .sessions()
                .create(NewSession.builder().modelId("gpt-4").build(), Optional.empty()))
        .value()
        .id();
  }

  /** A session with a chat of this length, written by a script of its own for speed. */
  static SessionId chat(BenchRedis redis, int length) {
    SessionId id = session(redis);
    redis.server.cli(
        "EVAL",
        "for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'body', ARGV[2]) end"
            + " if redis.call('EXISTS', KEYS[1]) == 1 then"
            + " redis.call('PEXPIREAT', KEYS[1], redis.call('HGET', KEYS[2], 'expires_at')) end",
        "2",
        KEYS.session(id).messages(),
        KEYS.session(id).root(),
        Integer.toString(length),
        MESSAGE.body().text());
    return id;
  }

  static CompletionStage<?> append(Repositories repositories, SessionId id) {
    return repositories.chats().append(id, EntryKind.MESSAGE, MESSAGE, Optional.empty());
  }

  static CompletionStage<?> append(Repositories repositories, SessionId id, int number) {
    IdempotencyKey key =
        IdempotencyKey.of(MESSAGE.body().utf8(), "bench", Integer.toString(number));
    return repositories.chats().append(id, EntryKind.MESSAGE, MESSAGE, Optional.of(key));
  }

  /** A turn of 10 messages. */
  static CompletionStage<?> turn(Repositories repositories, SessionId id, String name) {
    return repositories
        .chats()
        .appendInteraction(
            id,
            new NewInteraction(
                Optional.of(new InteractionId(name)), Collections.nCopies(10, MESSAGE), List.of()),
            Optional.empty());
  }

  /** Sessions as an application has them; every second one is ann's. */
  static void sessions(Repositories repositories, int count) {
    Calls.all(0, count, n -> session(repositories, n % 2 == 0 ? "ann" : "user-" + n % 1_000));
  }

  /**
   * As many, of which all but the first are copies made inside Redis, for speed.
   *
   * @param shards a power of two
   */
  static void copiedSessions(BenchRedis redis, int shards, int count) {
    SessionId first = Calls.await(session(redis.repositories(shards), "ann")).value().id();
    String script = script("seed-sessions.lua");
    for (int from = 1; from < count; from += BATCH) {
      redis.server.cli(
          "EVAL",
          script,
          "2",
          KEYS.session(first).root(),
          KEYS.session(first).metadata(),
          Integer.toString(from),
          Integer.toString(Math.min(count, from + BATCH)),
          Integer.toString(shards));
    }
  }

  private static CompletionStage<Written<Session>> session(Repositories repositories, String user) {
    return repositories
        .sessions()
        .create(
            NewSession.builder()
                .modelId("gpt-4")
                .userId(user)
                .name("Code review")
                .tools(List.of("search", "calculator"))
                .metadata(Map.of("project", new JsonValue("\"x\"")))
                .build(),
            Optional.empty());
  }

  private static String script(String name) {
    try (InputStream in = Seed.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
