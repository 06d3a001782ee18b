package dev.agentc.benchmarks;

import dev.agentc.repository.JsonValue;
import dev.agentc.repository.KeySpace;
import dev.agentc.repository.KeySpace.IndexKeys;
import dev.agentc.repository.Precondition;
import dev.agentc.repository.session.NewSession;
import dev.agentc.repository.session.SessionId;
import dev.agentc.repository.session.SessionQuery;
import dev.agentc.repository.user.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * Memory and commands of a session, foretold by a model and measured at growing sizes. The model is
 * made of the smallest size: what Redis says that single keys take, and how its tables of keys
 * grow.
 */
final class ScalePart implements Part {

  private static final KeySpace KEYS = new KeySpace("agentc", 1);
  private static final int SESSIONS_OF_A_USER = 10;
  private static final int SAMPLE = 200;

  /** An entry of a table takes 24 bytes, of which Redis tells, but the allocator gives it 32. */
  private static final int ENTRY_BYTES = 32;

  private static final int UNTOLD_BYTES = 8;

  private static final int BUCKET_BYTES = 8;

  /**
   * Bytes of one session, by the smallest size.
   *
   * @param session the hash
   * @param metadata the hash
   * @param index its entries in the three sorted sets of all sessions
   * @param list its share of its user's three sorted sets
   */
  private record Model(double session, double metadata, double index, double list) {

    double bytes(long sessions) {
      long users = Math.max(1, sessions / SESSIONS_OF_A_USER);
      long keys = 2 * sessions + 3 * users + 3;
      // Two tables: of keys, whose entries Redis counts with the key, and of deadlines.
      double tables =
          2.0 * BUCKET_BYTES * buckets(keys) + (double) (ENTRY_BYTES + UNTOLD_BYTES) * keys;
      double sets = 3.0 * UNTOLD_BYTES * sessions;
      return sessions * (session + metadata + index + list) + sets + tables;
    }

    private static long buckets(long keys) {
      return Long.highestOneBit(Math.max(1, keys - 1)) * 2;
    }
  }

  @Override
  public List<Table> run(Scale scale) {
    Table memory =
        new Table(
            "Memory by number of sessions",
            "sessions",
            "measured bytes",
            "modelled bytes",
            "deviation %",
            "bytes a session");
    Table commands =
        new Table(
            "Cost by number of sessions",
            "sessions",
            "operation",
            "scripts",
            "commands",
            "Redis CPU µs");
    try (BenchRedis redis = new BenchRedis()) {
      // Scripts and buffers are there from now on.
      costs(redis, scale, commands, 0, List.of(Seed.session(redis)));
      redis.server.flush();
      redis.settle();
      long empty = used(redis);
      List<SessionId> some = new ArrayList<>();
      Optional<Model> model = Optional.empty();
      int done = 0;
      for (int size : scale.sessions()) {
        create(redis, done, size, some);
        done = size;
        redis.settle();
        long measured = used(redis) - empty;
        Model made = model.orElseGet(() -> model(redis, some, size));
        model = Optional.of(made);
        double modelled = made.bytes(size);
        memory.row(
            size,
            measured,
            Math.round(modelled),
            100 * (modelled - measured) / measured,
            (double) measured / size);
        costs(redis, scale, commands, size, some);
      }
      return List.of(parts(model.orElseThrow()), memory, commands);
    }
  }

  private static Table parts(Model model) {
    Table table = new Table("A session's bytes, by the model", "part", "bytes");
    table.row("the session", model.session());
    table.row("its metadata", model.metadata());
    table.row("its entries in the index of all sessions", model.index());
    table.row("its share of its user's index", model.list());
    return table;
  }

  private static Model model(BenchRedis redis, List<SessionId> some, int size) {
    double session = 0;
    double metadata = 0;
    double list = 0;
    List<SessionId> sample = some.subList(0, Math.min(SAMPLE, some.size()));
    for (int i = 0; i < sample.size(); i++) {
      KeySpace.SessionKeys keys = KEYS.session(sample.get(i));
      session += bytes(redis, keys.root());
      metadata += bytes(redis, keys.metadata());
    }
    int users = Math.max(1, Math.min(SAMPLE, size / SESSIONS_OF_A_USER));
    for (int i = 0; i < users; i++) {
      list += bytes(redis, KEYS.sessionIndex(user(i * SESSIONS_OF_A_USER)));
    }
    return new Model(
        session / sample.size(),
        metadata / sample.size(),
        bytes(redis, KEYS.sessionIndexes().get(0)) / size,
        list / users / SESSIONS_OF_A_USER);
  }

  private static double bytes(BenchRedis redis, IndexKeys index) {
    double sum = 0;
    for (String key : index.all()) {
      sum += bytes(redis, key);
    }
    return sum;
  }

  private static double bytes(BenchRedis redis, String key) {
    return Double.parseDouble(redis.server.cli("MEMORY", "USAGE", key, "SAMPLES", "0"));
  }

  private static void create(BenchRedis redis, int from, int to, List<SessionId> some) {
    Map<SessionId, Boolean> made = new ConcurrentHashMap<>();
    Calls.all(
        from,
        to,
        n ->
            redis
                .repositories()
                .sessions()
                .create(session(n), Optional.empty())
                .thenAccept(
                    written -> {
                      if (made.size() < SAMPLE) {
                        made.put(written.value().id(), true);
                      }
                    }));
    some.addAll(made.keySet());
  }

  private static NewSession session(int n) {
    return NewSession.builder()
        .modelId("gpt-4")
        .userId(user(n).value())
        .name("Code review " + n)
        .tools(List.of("search", "calculator"))
        .metadata(Map.of("project", new JsonValue("\"x\"")))
        .build();
  }

  private static UserId user(int n) {
    return new UserId("user-" + n / SESSIONS_OF_A_USER);
  }

  private static void costs(
      BenchRedis redis, Scale scale, Table table, int size, List<SessionId> some) {
    cost(
        redis,
        table,
        size,
        "create and delete",
        scale.operations(),
        n -> {
          SessionId id =
              Calls.await(redis.repositories().sessions().create(session(n), Optional.empty()))
                  .value()
                  .id();
          Calls.await(redis.repositories().sessions().delete(id, Precondition.none()));
        });
    cost(
        redis,
        table,
        size,
        "find",
        scale.operations(),
        n -> {
          var unused = Calls.await(redis.repositories().sessions().find(some.get(n % some.size())));
        });
    cost(
        redis,
        table,
        size,
        "append a message",
        scale.operations(),
        n ->
            Calls.await(
                Seed.append(redis.repositories(), some.get(n % Math.min(10, some.size())))));
    cost(
        redis,
        table,
        size,
        "first page of 10",
        scale.operations(),
        n -> {
          var unused = Calls.await(redis.repositories().sessions().list(SessionQuery.first()));
        });
  }

  private static void cost(
      BenchRedis redis, Table table, int size, String operation, int times, IntConsumer call) {
    call.accept(0);
    redis.settle();
    Usage before = Usage.of(redis.server);
    for (int n = 0; n < times; n++) {
      call.accept(n);
    }
    redis.settle();
    Usage used = Usage.of(redis.server).minus(before);
    if (size > 0) {
      table.row(
          size,
          operation,
          (double) used.scripts() / times,
          (double) used.commands() / times,
          used.cpuMicros() / times);
    }
  }

  private static long used(BenchRedis redis) {
    return Long.parseLong(redis.server.info("memory").getOrDefault("used_memory", "0"));
  }
}
