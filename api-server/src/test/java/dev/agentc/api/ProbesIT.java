package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.testing.RedisExtension;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** H1 and H2 over HTTP: fifty probes for ten seconds against a paused Redis. */
class ProbesIT {

  private static final int PROBES = 50;
  private static final Duration TIME = Duration.ofSeconds(10);
  private static final Duration BUDGET = Duration.ofMillis(500);

  /** Fifty client threads and the server share the machine with whatever else runs there. */
  private static final Duration SCHEDULING = Duration.ofMillis(500);

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private final HttpClient client = HttpClient.newHttpClient();
  private final Queue<Duration> late = new ConcurrentLinkedQueue<>();

  private record Tally(int answers, int overBudget) {}

  @Test
  void pausedRedis_allAnswerInTime_oneRoundPerSecond() throws Exception {
    redis.reset();
    ExecutorService probes = Executors.newFixedThreadPool(PROBES);
    try (Operations operations = Operations.cached(redis.settings())) {
      operations.await("/health/ready", answer -> answer.status() == 200);
      operations.await("/debug/health/redis", answer -> answer.body().contains("\"healthy\""));
      redis.resetCounts();
      redis.pause();
      List<Future<Tally>> running = new ArrayList<>();
      String[] paths = {"/health", "/health/ready", "/health/live", "/debug/health/redis"};
      for (int i = 0; i < PROBES; i++) {
        String path = paths[i % paths.length];
        Callable<Tally> probe = () -> probe(operations.api.url() + path);
        running.add(probes.submit(probe));
      }
      int answers = 0;
      int overBudget = 0;
      for (Future<Tally> each : running) {
        answers += each.get().answers();
        overBudget += each.get().overBudget();
      }
      redis.resume();
      operations.await("/health/ready", answer -> answer.status() == 200);

      assertThat(late).as("answers later than the budget and the margin").isEmpty();
      // Each of fifty asked at least ten times, and nearly all had their answer within the budget.
      assertThat(answers).isGreaterThan(PROBES * 10);
      assertThat(overBudget).isLessThan(answers / 20);
      // What the paused Redis was sent it did on waking up: one round of each look per second, and
      // those that found it back. A full look has 18 commands that begin with a SET.
      assertThat(redis.commandCounts().getOrDefault("info", 0L))
          .isLessThanOrEqualTo(TIME.toSeconds() + 2);
      assertThat(redis.commandCounts().getOrDefault("ping", 0L))
          .isLessThanOrEqualTo(4 * (TIME.toSeconds() + 4));
    } finally {
      redis.resume();
      probes.shutdownNow();
    }
  }

  private Tally probe(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    long end = System.nanoTime() + TIME.toNanos();
    int answers = 0;
    int over = 0;
    while (System.nanoTime() < end) {
      long asked = System.nanoTime();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      Duration took = Duration.ofNanos(System.nanoTime() - asked);
      assertThat(status).isIn(200, 503);
      answers++;
      if (took.compareTo(BUDGET) > 0) {
        over++;
      }
      if (took.compareTo(BUDGET.plus(SCHEDULING)) > 0) {
        late.add(took);
      }
    }
    return new Tally(answers, over);
  }
}
