package dev.agentc.benchmarks;

import dev.agentc.repository.chat.EntryBound;
import dev.agentc.repository.chat.EntryId;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryPage;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.chat.InteractionId;
import dev.agentc.repository.session.SessionId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What it costs to read a part of a chat, by its length. */
final class WindowPart implements Part {

  @Override
  public List<Table> run(Scale scale) {
    Table table =
        new Table(
            "Reading a window, by the length of the chat",
            "operation",
            "messages in the chat",
            "round trips",
            "scripts",
            "commands",
            "median µs",
            "p99 µs",
            "Redis CPU µs",
            "bytes from Redis");
    try (BenchRedis redis = new BenchRedis()) {
      List<Case> cases = new ArrayList<>();
      List<String> names = new ArrayList<>();
      List<Integer> lengths = new ArrayList<>();
      for (int length : scale.windowLengths()) {
        reads(redis, length)
            .forEach(
                (name, read) -> {
                  names.add(name);
                  cases.add(read);
                  lengths.add(length);
                });
      }
      List<Measured> results = Measured.all(scale, cases);
      try (RoundTrips trips = new RoundTrips(redis, scale)) {
        for (int i = 0; i < cases.size(); i++) {
          Measured result = results.get(i);
          table.row(
              names.get(i),
              lengths.get(i),
              trips.of(cases.get(i)),
              result.scripts(),
              result.commands(),
              result.median(),
              result.p99(),
              result.cpuMicros(),
              result.bytesOut());
        }
      }
    }
    return List.of(table);
  }

  private static Map<String, Case> reads(BenchRedis redis, int length) {
    SessionId id = Seed.chat(redis, length / 4);
    Calls.await(Seed.turn(redis.repositories(), id, "turn"));
    fillUp(redis, id, length);
    EntryId middle = middle(redis, id);
    Map<String, Case> reads = new LinkedHashMap<>();
    reads.put("last=50", range(redis, id, EntryQuery.last(50)));
    reads.put("50 from inside, by id", range(redis, id, from(EntryBound.at(middle))));
    reads.put(
        "50 from inside, by time",
        range(redis, id, from(new EntryBound.Time(Instant.ofEpochMilli(middle.millis())))));
    reads.put("one message", new Case(redis, r -> r.chats().find(id, EntryKind.MESSAGE, middle)));
    reads.put(
        "an interaction of 10",
        new Case(redis, r -> r.chats().interaction(id, new InteractionId("turn"))));
    return reads;
  }

  private static void fillUp(BenchRedis redis, SessionId id, int length) {
    Calls.all(length / 4 + 10, length, n -> Seed.append(redis.repositories(), id));
  }

  private static EntryId middle(BenchRedis redis, SessionId id) {
    return Calls.await(redis.repositories().chats().interaction(id, new InteractionId("turn")))
        .orElseThrow()
        .messages()
        .get(0)
        .id();
  }

  private static EntryQuery from(EntryBound start) {
    return new EntryQuery.Range(start, EntryBound.open(), EntryQuery.Order.ASCENDING, 50);
  }

  private static Case range(BenchRedis redis, SessionId id, EntryQuery query) {
    return new Case(
        redis, r -> r.chats().range(id, EntryKind.MESSAGE, query).thenApply(WindowPart::fifty));
  }

  private static EntryPage fifty(EntryPage page) {
    if (page.entries().size() != 50) {
      throw new IllegalStateException("must have 50 entries: was " + page.entries().size());
    }
    return page;
  }
}
