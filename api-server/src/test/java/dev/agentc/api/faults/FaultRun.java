package dev.agentc.api.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.RedisConnector;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * One fault under load: writers are at work through the library and over HTTP, the test breaks
 * something and mends it, and at the end the whole history is checked.
 */
final class FaultRun implements AutoCloseable {

  /** The promise: from Redis being back to the first success. */
  static final Duration RECOVERY = Duration.ofSeconds(2);

  private static final AtomicInteger WARM_UPS = new AtomicInteger();
  private static final int WRITERS = 4;
  private static final int SOME = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final String name;
  private final Product product;
  private final Stalls stalls = new Stalls();
  private final ReadyWatch ready;
  private final Workload workload;

  private FaultRun(String name, Product product) {
    this.name = name.replace(", ", "-").replace(' ', '_');
    this.product = product;
    this.ready = new ReadyWatch(product.url());
    this.workload = Workload.start(this.name, WRITERS, product.doors());
  }

  /** What a JVM does the first time it does slowly; that is not what these tests are about. */
  static void warmUp(Product product, Map<String, String> redis) {
    try (FaultRun run = start("warm-up-" + WARM_UPS.incrementAndGet(), product)) {
      run.end(redis, Rules::serverMayDie);
    }
  }

  /** Returns when all is well and under load. */
  static FaultRun start(String name, Product product) {
    FaultRun run = new FaultRun(name, product);
    run.goesOn();
    return run;
  }

  /** A whole run: a fault that everybody notices, and its end. */
  static void outage(
      String name, Product product, Map<String, String> redis, Runnable fault, Runnable mend) {
    try (FaultRun run = start(name, product)) {
      fault.run();
      long broken = System.nanoTime();
      run.isNoticed();
      run.readySays(false, broken);
      mend.run();
      long back = System.nanoTime();
      run.recovers(back);
      run.readySays(true, back);
      run.endsWell(redis);
    }
  }

  ReadyWatch ready() {
    return ready;
  }

  List<Event> history() {
    return workload.history();
  }

  /** Waits for further acknowledged requests through every door. */
  void goesOn() {
    failAtOnceIfBroken();
    long now = System.nanoTime();
    for (Door door : product.doors()) {
      workload.awaitDone(now, SOME, door.name(), PATIENCE);
    }
  }

  /** Waits until callers through every door have been refused. */
  void isNoticed() {
    isNoticed(Outcome.Refused.class);
  }

  void isNoticed(Class<? extends Outcome> how) {
    long now = System.nanoTime();
    for (Door door : product.doors()) {
      Awaitility.await("refused through " + door.name())
          .atMost(PATIENCE)
          .until(
              () ->
                  of(door)
                      .anyMatch(
                          event -> event.start() - now >= 0 && how.isInstance(event.outcome())));
    }
  }

  /** {@code ready} must say so within its two seconds. */
  void readySays(boolean isReady, long since) {
    Duration took = ready.says(isReady, since);
    Figures.note(name, isReady ? "ready says ready after" : "ready says not ready after", took);
    assertThat(took.minus(stalledSince(since)))
        .as("%s: ready says %s", name, isReady)
        .isLessThanOrEqualTo(ReadyWatch.TRUTH);
  }

  /** Every door must have its first success within two seconds of {@code back}. */
  void recovers(long back) {
    recovers(back, RECOVERY);
  }

  void recovers(long back, Duration limit) {
    for (Door door : product.doors()) {
      workload.awaitDone(back, 1, door.name(), PATIENCE);
      long first =
          of(door)
              .filter(event -> event.start() - back >= 0 && event.done())
              .mapToLong(Event::end)
              .min()
              .orElseThrow();
      Duration took = Duration.ofNanos(first - back);
      Figures.note(name, "first success (" + door.name() + ") after", took);
      assertThat(took.minusNanos(stalls.within(back, first)))
          .as(
              "%s: first success through %s, behind %s",
              name, door.name(), requestsUntil(door, back, first))
          .isLessThanOrEqualTo(limit);
    }
  }

  /** What was tried meanwhile, so that a failure says why it took so long. */
  private List<String> requestsUntil(Door door, long since, long first) {
    return of(door)
        .filter(event -> event.end() - since >= 0 && event.end() - first <= 0)
        .sorted(Comparator.comparingLong(Event::end))
        .map(event -> Duration.ofNanos(event.start() - since).toMillis() + " ms: " + event)
        .limit(60)
        .toList();
  }

  private void failAtOnceIfBroken() {
    List<Event> broken =
        workload.history().stream()
            .filter(event -> event.outcome() instanceof Outcome.Broken)
            .toList();
    assertThat(broken).as(name).isEmpty();
  }

  private Duration stalledSince(long since) {
    return Duration.ofNanos(stalls.within(since, System.nanoTime()));
  }

  private Stream<Event> of(Door door) {
    return workload.history().stream()
        .filter(event -> event.writer().startsWith(name + "-" + door.name()));
  }

  /** Ends the load and demands a history without fault. */
  Verdict endsWell(Map<String, String> redis) {
    Verdict verdict = end(redis, rules -> rules);
    assertThat(verdict.violations()).as(name).isEmpty();
    return verdict;
  }

  /** Ends the load and checks it by other rules; what was lost is counted. */
  Verdict end(Map<String, String> redis, UnaryOperator<Rules> which) {
    goesOn();
    List<Event> history = workload.finish();
    Stored stored;
    try (RedisConnector direct = Product.connector(redis)) {
      stored =
          Stored.read(
              RedisRepositories.create(direct, RepositoryConfig.builder().build()),
              HistoryChecker.sessions(history),
              HistoryChecker.users(history));
    }
    Rules rules = which.apply(Rules.strict(Product.COMMAND_TIMEOUT, stalls));
    Verdict verdict = HistoryChecker.check(history, stored, rules);
    Figures.note(name, verdict);
    for (Door door : product.doors()) {
      Figures.noteTimes(
          name,
          "took when acknowledged (" + door.name() + ")",
          of(door).filter(Event::done).map(Event::took).sorted().toList());
    }
    return verdict;
  }

  @Override
  public void close() {
    workload.finish();
    ready.close();
    stalls.close();
  }
}
