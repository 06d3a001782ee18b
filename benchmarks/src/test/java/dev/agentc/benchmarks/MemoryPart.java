package dev.agentc.benchmarks;

import dev.agentc.repository.session.SessionId;
import java.util.List;

/** What things take up in Redis. */
final class MemoryPart implements Part {

  @Override
  public List<Table> run(Scale scale) {
    int count = scale.memoryItems();
    Table table = new Table("Memory of Redis", "thing", "how many", "bytes each");
    try (BenchRedis redis = new BenchRedis()) {
      long before = used(redis);
      Seed.sessions(redis.repositories(), count);
      before = row(table, redis, before, "session with its place in two indexes", count);

      SessionId id = Seed.session(redis);
      Calls.all(0, count, n -> Seed.append(redis.repositories(), id));
      before = row(table, redis, before, "message of 200 bytes, one chat", count);

      Calls.all(0, count, n -> Seed.append(redis.repositories(), id, n));
      before = row(table, redis, before, "the same with its idempotency record", count);

      Calls.all(0, count / 10, n -> Seed.turn(redis.repositories(), id, "turn-" + n));
      row(table, redis, before, "turn of 10 such messages", count / 10);
    }
    return List.of(table);
  }

  private static long row(Table table, BenchRedis redis, long before, String thing, int count) {
    long after = used(redis);
    table.row(thing, count, (double) (after - before) / count);
    return after;
  }

  private static long used(BenchRedis redis) {
    redis.settle();
    return Long.parseLong(redis.server.info("memory").getOrDefault("used_memory", "0"));
  }
}
