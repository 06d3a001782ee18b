package dev.agentc.api.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;

/** Writers at work, through one or several doors, and the history of all that they asked. */
final class Workload {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicBoolean running = new AtomicBoolean(true);
  private final ConcurrentLinkedQueue<Event> history = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  private Workload() {}

  /** Names of writers are unique over {@code run}s, so that several may share a Redis. */
  static Workload start(String run, int writersPerDoor, List<? extends Door> doors) {
    Workload workload = new Workload();
    for (Door door : doors) {
      for (int i = 0; i < writersPerDoor; i++) {
        workload.add("%s-%s-%d".formatted(run, door.name(), i), door, i);
      }
    }
    workload.threads.forEach(Thread::start);
    return workload;
  }

  private void add(String name, Door door, long seed) {
    Thread thread = new Thread(new Writer(name, door, seed, running::get, history::add), name);
    thread.setDaemon(true);
    threads.add(thread);
  }

  List<Event> history() {
    return List.copyOf(history);
  }

  /** Waits until a door has had so many acknowledged that began after {@code since}. */
  void awaitDone(long since, int count, String door, Duration limit) {
    Awaitility.await("acknowledged through " + door)
        .pollInterval(Duration.ofMillis(10))
        .atMost(limit)
        .conditionEvaluationListener(new LastEvents(this::history, door))
        .until(
            () ->
                history.stream()
                        .filter(event -> event.start() - since >= 0 && event.done())
                        .filter(event -> event.writer().contains(door))
                        .limit(count)
                        .count()
                    == count);
  }

  /** Lets every writer end what it is at; returns the whole history. */
  List<Event> finish() {
    running.set(false);
    Awaitility.await("the writers end")
        .atMost(PATIENCE)
        .until(() -> threads.stream().noneMatch(Thread::isAlive));
    return history();
  }
}
