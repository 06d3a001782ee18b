package dev.agentc.api.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** Asks {@code /health/ready} again and again, as an orchestrator does, and keeps the answers. */
final class ReadyWatch implements AutoCloseable {

  /** The promise, both ways. */
  static final Duration TRUTH = Duration.ofSeconds(2);

  private static final Duration PACE = Duration.ofMillis(20);

  /** Far longer than the health budget, so that a hang shows as one. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private record Look(long start, long end, int status, String body) {}

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final HttpRequest request;
  private final ConcurrentLinkedQueue<Look> looks = new ConcurrentLinkedQueue<>();
  private volatile boolean closed;

  ReadyWatch(String url) {
    this.request =
        HttpRequest.newBuilder(URI.create(url + "/health/ready")).timeout(PATIENCE).build();
    Thread thread = new Thread(this::watch, "ready-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch() {
    while (!closed) {
      long start = System.nanoTime();
      try {
        var response = client.send(request, BodyHandlers.ofString());
        looks.add(new Look(start, System.nanoTime(), response.statusCode(), response.body()));
      } catch (IOException noAnswer) {
        looks.add(new Look(start, System.nanoTime(), 0, noAnswer.toString()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      LockSupport.parkNanos(PACE.toNanos());
    }
  }

  /** How long after {@code since} it said so for the first time; fails when it does not in time. */
  Duration says(boolean ready, long since) {
    return says(ready ? status -> status == 200 : status -> status == 503, since, "ready " + ready);
  }

  private Duration says(IntPredicate status, long since, String what) {
    try {
      Awaitility.await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(TRUTH.multipliedBy(2))
          .until(() -> first(status, since).isPresent());
    } catch (ConditionTimeoutException late) {
      throw new AssertionError(what + " is not said within " + TRUTH.multipliedBy(2), late);
    }
    return Duration.ofNanos(first(status, since).orElseThrow().end() - since);
  }

  private Optional<Look> first(IntPredicate status, long since) {
    return looks.stream()
        .filter(look -> look.start() - since >= 0 && status.test(look.status()))
        .findFirst();
  }

  /** The body of the last answer. */
  String last() {
    return looks.stream().reduce((before, after) -> after).map(Look::body).orElse("");
  }

  @Override
  public void close() {
    closed = true;
  }
}
