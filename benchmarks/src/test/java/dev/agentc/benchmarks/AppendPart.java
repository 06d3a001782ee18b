package dev.agentc.benchmarks;

import dev.agentc.repository.session.SessionId;
import java.util.ArrayList;
import java.util.List;

/** What it costs to add to a chat, by its length. */
final class AppendPart implements Part {

  @Override
  public List<Table> run(Scale scale) {
    Table table =
        new Table(
            "Append, by the length of the chat",
            "operation",
            "messages before",
            "round trips",
            "scripts",
            "commands",
            "median µs",
            "p99 µs",
            "Redis CPU µs",
            "bytes to Redis",
            "bytes from Redis");
    try (BenchRedis redis = new BenchRedis()) {
      List<Case> cases = new ArrayList<>();
      List<String> names = new ArrayList<>();
      List<Integer> lengths = new ArrayList<>();
      for (int length : scale.appendLengths()) {
        Chats chats = new Chats(redis, length, scale.operations());
        add(cases, names, lengths, "append", length, appends(redis, chats));
        add(cases, names, lengths, "append with a key", length, keyed(redis, chats));
        add(cases, names, lengths, "turn of 10 messages", length, turns(redis, chats));
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
              result.bytesIn(),
              result.bytesOut());
        }
      }
    }
    return List.of(table);
  }

  private static void add(
      List<Case> cases,
      List<String> names,
      List<Integer> lengths,
      String name,
      int length,
      Case measured) {
    cases.add(measured);
    names.add(name);
    lengths.add(length);
  }

  private static Case appends(BenchRedis redis, Chats chats) {
    return new Case(redis, repositories -> Seed.append(repositories, chats.next()));
  }

  private static Case keyed(BenchRedis redis, Chats chats) {
    int[] number = {0};
    return new Case(redis, repositories -> Seed.append(repositories, chats.next(), number[0]++));
  }

  private static Case turns(BenchRedis redis, Chats chats) {
    int[] number = {0};
    return new Case(
        redis, repositories -> Seed.turn(repositories, chats.next(), "turn-" + number[0]++));
  }

  /**
   * Chats of one length, in turn: enough of them that what is measured does not make them much
   * longer than they are called.
   */
  private static final class Chats {
    private final List<SessionId> all = new ArrayList<>();
    private int next;

    Chats(BenchRedis redis, int length, int operations) {
      int count = Math.max(1, Math.min(operations, 50_000 / length));
      for (int n = 0; n < count; n++) {
        all.add(Seed.chat(redis, length));
      }
    }

    SessionId next() {
      next = (next + 1) % all.size();
      return all.get(next);
    }
  }
}
