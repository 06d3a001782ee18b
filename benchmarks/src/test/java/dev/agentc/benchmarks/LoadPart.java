package dev.agentc.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.chat.EntryKind;
import dev.agentc.repository.chat.EntryQuery;
import dev.agentc.repository.session.SessionId;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * What callers at once get: each has a session of its own, makes one call after the other and waits
 * for each. All of them share one connection and, on this machine, its cores with Redis.
 */
final class LoadPart implements Part {

  private static final int LENGTH = 100;

  private interface Operation {
    CompletionStage<?> on(Repositories repositories, SessionId id);
  }

  @Override
  public List<Table> run(Scale scale) {
    Table table =
        new Table(
            "Callers at once, one connection",
            "operation",
            "callers",
            "calls per second",
            "median µs",
            "p99 µs",
            "Redis CPU µs per call",
            "client CPU µs per call");
    try (BenchRedis redis = new BenchRedis()) {
      for (int callers : scale.callers()) {
        row(table, redis, "append", callers, scale.load(), Seed::append);
        row(table, redis, "last=50", callers, scale.load(), LoadPart::window);
      }
    }
    return List.of(table);
  }

  private static CompletionStage<?> window(Repositories repositories, SessionId id) {
    return repositories.chats().range(id, EntryKind.MESSAGE, EntryQuery.last(50));
  }

  private static void row(
      Table table,
      BenchRedis redis,
      String name,
      int callers,
      Duration duration,
      Operation operation) {
    List<SessionId> sessions = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      sessions.add(Seed.chat(redis, LENGTH));
    }
    // Not measured: the compiler has its say first.
    run(redis, sessions, duration.dividedBy(2), operation);
    redis.settle();
    Usage before = Usage.of(redis.server);
    long cpuBefore = cpuNanos();
    long begun = System.nanoTime();
    Latencies latencies = run(redis, sessions, duration, operation);
    redis.settle();
    double seconds = (System.nanoTime() - begun) / 1e9;
    double clientMicros = (cpuNanos() - cpuBefore) / 1e3;
    Usage usage = Usage.of(redis.server).minus(before);
    table.row(
        name,
        callers,
        latencies.count() / seconds,
        latencies.micros(0.5),
        latencies.micros(0.99),
        usage.cpuMicros() / latencies.count(),
        clientMicros / latencies.count());
  }

  private static Latencies run(
      BenchRedis redis, List<SessionId> sessions, Duration duration, Operation operation) {
    long end = System.nanoTime() + duration.toNanos();
    List<Caller> callers =
        sessions.stream().map(id -> new Caller(redis.repositories(), id, end, operation)).toList();
    callers.forEach(Caller::next);
    Latencies all = new Latencies();
    for (Caller caller : callers) {
      Calls.await(caller.ended);
      all.addAll(caller.latencies);
    }
    return all;
  }

  private static long cpuNanos() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  /** One call at a time, so that nothing here is used by two threads at once. */
  private static final class Caller {

    final CompletableFuture<Void> ended = new CompletableFuture<>();
    final Latencies latencies = new Latencies();
    private final Repositories repositories;
    private final SessionId id;
    private final long end;
    private final Operation operation;

    Caller(Repositories repositories, SessionId id, long end, Operation operation) {
      this.repositories = repositories;
      this.id = id;
      this.end = end;
      this.operation = operation;
    }

    void next() {
      long begun = System.nanoTime();
      operation
          .on(repositories, id)
          .whenComplete(
              (value, thrown) -> {
                long now = System.nanoTime();
                latencies.add(now - begun);
                if (thrown != null) {
                  ended.completeExceptionally(new CompletionException(thrown));
                } else if (now - end >= 0) {
                  ended.complete(null);
                } else {
                  next();
                }
              });
    }
  }
}
