package dev.agentc.api.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.Endpoint;
import dev.agentc.api.RunningApi;
import dev.agentc.api.RunningApi.Answer;
import dev.agentc.api.session.SessionEndpoints;
import dev.agentc.redis.config.RedisConfig;
import dev.agentc.redis.config.RedisConnector;
import dev.agentc.redis.config.RedisConnectors;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.RedisRepositories;
import dev.agentc.repository.Repositories;
import dev.agentc.repository.RepositoryConfig;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Fifty HTTP clients on one session, every third request sent twice under its key, and Redis killed
 * and started again in the middle: nothing is lost, doubled or reordered, and a session deleted
 * leaves no key.
 */
class FiftyClientsIT {

  private static final int CLIENTS = 50;
  private static final int EACH = 24;
  private static final String SESSION = "/api/v2/sessions/tiger-castle";
  private static final String CHAT = "/api/v2/chat/sessions/tiger-castle";

  @RegisterExtension
  static final RedisExtension redis =
      RedisExtension.builder().appendOnly().config("appendfsync", "always").build();

  private final AtomicInteger outages = new AtomicInteger();

  @Test
  void loseDoubleAndReorderNothing_whileRedisIsKilledAndStartedAgain() throws Exception {
    try (RedisConnector connector = RedisConnectors.create(RedisConfig.from(redis.settings()));
        Repositories repositories =
            RedisRepositories.create(connector, RepositoryConfig.builder().build());
        RunningApi api = RunningApi.start(endpoints(repositories))) {
      connector.connect().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
      created(api, "/api/v2/sessions", "{\"id\":\"tiger-castle\",\"model_id\":\"m\"}", "create");

      Map<String, List<String>> acknowledged = write(api);

      assertEveryMessageOnce(api, acknowledged);
      assertThat(outages).hasPositiveValue();
      assertThat(api.get(SESSION).json().get("message_count").asInt())
          .isEqualTo(acknowledged.values().stream().mapToInt(List::size).sum());
      assertThat(api.delete(SESSION).status()).isEqualTo(204);
      assertThat(api.get(CHAT + "/messages").status()).isEqualTo(404);
      assertThat(redis.cli("KEYS", "agentc:session:*")).isEmpty();
      Awaitility.await().until(() -> redis.cli("KEYS", "agentc:sessions:*").isEmpty());
    }
  }

  private static List<Endpoint> endpoints(Repositories repositories) {
    List<Endpoint> endpoints = new ArrayList<>(new SessionEndpoints(repositories.sessions()).all());
    endpoints.addAll(
        ChatEndpoints.of(repositories.chats(), repositories.metadata(), Clock.systemUTC()));
    return endpoints;
  }

  /** The ids that each request was told, by its name. */
  private Map<String, List<String>> write(RunningApi api) throws Exception {
    Map<String, List<String>> acknowledged = new ConcurrentHashMap<>();
    CountDownLatch third = new CountDownLatch(CLIENTS * EACH / 3);
    ExecutorService pool = Executors.newFixedThreadPool(CLIENTS);
    List<Future<?>> clients = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      clients.add(
          pool.submit(
              () -> {
                for (int n = 0; n < EACH; n++) {
                  String name = client + "/" + n;
                  List<String> first = send(api, name, n);
                  if (n % 3 == 0) {
                    assertThat(send(api, name, n)).isEqualTo(first);
                  }
                  acknowledged.put(name, first);
                  third.countDown();
                }
              }));
    }
    assertThat(third.await(90, TimeUnit.SECONDS)).isTrue();
    redis.kill();
    redis.start();
    for (Future<?> client : clients) {
      client.get(90, TimeUnit.SECONDS);
    }
    pool.shutdown();
    return acknowledged;
  }

  /** Every fourth is a turn of two messages. */
  private List<String> send(RunningApi api, String name, int number) {
    String message = "{\"role\":\"user\",\"content\":\"" + name + "\"}";
    if (number % 4 != 3) {
      return List.of(created(api, CHAT + "/messages", message, name).text("/id"));
    }
    String turn = "{\"messages\":[" + message + "," + message + "]}";
    Answer answer = created(api, CHAT + "/interactions", turn, name);
    return List.of(answer.text("/message_ids/0"), answer.text("/message_ids/1"));
  }

  /** As a client does: again and again, under the same key, as long as it is told 503. */
  private Answer created(RunningApi api, String path, String body, String key) {
    return Awaitility.await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(80))
        .until(() -> attempt(api, path, body, key), Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Answer> attempt(RunningApi api, String path, String body, String key) {
    Answer answer = api.post(path, body, "Idempotency-Key", key);
    if (answer.status() == 503) {
      assertThat(answer.header("Retry-After")).isPresent();
      assertThat(answer.text("/detail/error_code")).startsWith("REDIS_");
      outages.incrementAndGet();
      return Optional.empty();
    }
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return Optional.of(answer);
  }

  private static void assertEveryMessageOnce(
      RunningApi api, Map<String, List<String>> acknowledged) {
    List<String> ids = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Optional<String> next = Optional.of(CHAT + "/messages?count=1000");
    while (next.isPresent()) {
      Answer page = api.get(next.get());
      page.json()
          .forEach(
              message -> {
                ids.add(message.get("id").asString());
                names.add(message.get("content").asString());
              });
      next = page.header("Link").map(link -> link.substring(1, link.indexOf('>')));
    }
    assertThat(acknowledged).hasSize(CLIENTS * EACH);
    assertThat(ids)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            acknowledged.values().stream().flatMap(List::stream).toList());
    for (int c = 0; c < CLIENTS; c++) {
      String prefix = c + "/";
      List<String> expected =
          IntStream.range(0, EACH)
              .boxed()
              .flatMap(n -> IntStream.range(0, n % 4 == 3 ? 2 : 1).mapToObj(i -> prefix + n))
              .toList();
      assertThat(names.stream().filter(name -> name.startsWith(prefix)))
          .containsExactlyElementsOf(expected);
    }
  }
}
