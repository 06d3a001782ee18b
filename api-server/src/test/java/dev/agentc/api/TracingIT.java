package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.redis.config.DaggerRedisComponent;
import dev.agentc.redis.config.RedisConnection;
import dev.agentc.redis.config.Settings;
import dev.agentc.redis.testing.RedisExtension;
import dev.agentc.repository.RepositoriesComponent;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.ReceiverContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The composed server with a registry: what a tracer gets to see. */
class TracingIT {

  @RegisterExtension static final RedisExtension redis = RedisExtension.create();

  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Spans spans = new Spans();

  @BeforeEach
  void reset() {
    redis.reset();
  }

  @Test
  void request_isAnObservationWithItsCommandsAsChildrenAndTheCallersSpanAsParent()
      throws Exception {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(spans);
    try (Running server = start(registry)) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(server.uri("/api/v2/sessions"))
                      .header("Content-Type", "application/json")
                      .header("Idempotency-Key", "one")
                      .header("traceparent", TRACEPARENT)
                      .header("X-Request-Id", "traced")
                      .POST(BodyPublishers.ofString("{\"model_id\": \"the-secret-model\"}"))
                      .build(),
                  BodyHandlers.ofString())
              .statusCode();

      assertThat(status).isEqualTo(201);
      Awaitility.await().until(() -> spans.of("http.server.requests").size() == 1);
      Observation.Context request = spans.of("http.server.requests").get(0);
      assertThat(request.getContextualName()).isEqualTo("POST /api/v2/sessions");
      assertThat(request.getLowCardinalityKeyValue("status").getValue()).isEqualTo("201");
      assertThat(request.getLowCardinalityKeyValue("uri").getValue()).isEqualTo("/api/v2/sessions");
      assertThat(request.getHighCardinalityKeyValue("request_id").getValue()).isEqualTo("traced");
      assertThat(spans.traceparents).containsExactly(TRACEPARENT);

      // A create with a key takes three round trips, on three threads: all are the request's.
      List<Observation.Context> commands =
          spans.all.stream().filter(span -> span != request && isChildOf(span, request)).toList();
      assertThat(commands).hasSizeGreaterThanOrEqualTo(3);
      assertThat(spans.all.toString()).doesNotContain("the-secret-model");
    }
  }

  @Test
  void withoutRegistry_redisIsNotAskedDifferently() throws Exception {
    try (Running server = start(ObservationRegistry.NOOP)) {
      int status =
          client
              .send(
                  HttpRequest.newBuilder(server.uri("/api/v2/sessions")).build(),
                  BodyHandlers.discarding())
              .statusCode();

      assertThat(status).isEqualTo(200);
      assertThat(spans.all).isEmpty();
    }
  }

  private static boolean isChildOf(Observation.Context span, Observation.Context parent) {
    return span.getParentObservation() != null
        && span.getParentObservation().getContextView() == parent;
  }

  private static Running start(ObservationRegistry registry) {
    Map<String, String> settings = new HashMap<>(redis.settings());
    settings.put("AGENT_C_API_PORT", "0");
    ServerSettings all = ServerSettings.from(Settings.of(settings));
    RedisConnection connection = DaggerRedisComponent.factory().create(all.redis(), registry);
    connection.connector().connect().toCompletableFuture().join();
    ApiServer server =
        DaggerApiComponent.factory()
            .create(
                connection,
                RepositoriesComponent.create(connection.access(), all.repositories()),
                all.api(),
                all.health(),
                registry)
            .server();
    server.start();
    return new Running(server, connection);
  }

  private record Running(ApiServer server, RedisConnection redis) implements AutoCloseable {
    URI uri(String path) {
      return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    @Override
    public void close() {
      server.close();
      redis.connector().close();
    }
  }

  /** What a tracer would make spans of; reads the caller's span as a tracer does. */
  private static final class Spans implements ObservationHandler<Observation.Context> {
    final List<Observation.Context> all = new CopyOnWriteArrayList<>();
    final List<String> traceparents = new CopyOnWriteArrayList<>();

    @Override
    public void onStart(Observation.Context context) {
      if (context instanceof ReceiverContext<?> receiver) {
        traceparents.add(read(receiver));
      }
    }

    private static <C> String read(ReceiverContext<C> receiver) {
      return receiver.getGetter().get(receiver.getCarrier(), "traceparent");
    }

    @Override
    public void onStop(Observation.Context context) {
      all.add(context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    List<Observation.Context> of(String name) {
      return all.stream().filter(span -> name.equals(span.getName())).toList();
    }
  }
}
