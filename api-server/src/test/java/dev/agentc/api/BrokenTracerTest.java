package dev.agentc.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentc.api.auth.Authentication;
import dev.agentc.api.tracing.RequestObserver;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tracer is the operator's own code: what it throws must not cost a request, or a place. */
class BrokenTracerTest {

  enum At {
    START,
    SCOPE,
    SCOPE_END,
    STOP
  }

  private record Broken(At at) implements ObservationHandler<Observation.Context> {

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }

    @Override
    public void onStart(Observation.Context context) {
      failAt(At.START);
    }

    @Override
    public void onScopeOpened(Observation.Context context) {
      failAt(At.SCOPE);
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
      failAt(At.SCOPE_END);
    }

    @Override
    public void onStop(Observation.Context context) {
      failAt(At.STOP);
    }

    private void failAt(At here) {
      if (here == at) {
        throw new IllegalStateException("the tracer is broken");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTracerThatThrows_costsNoRequest_andNoPlace(At at) throws Exception {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(new Broken(at));
    Admission admission = new Admission(10, 1024, 1024);
    ApiConfig config =
        new ApiConfig(
            ApiConfig.LOOPBACK,
            0,
            ServerLimits.defaults(),
            true,
            Shutdown.within(Duration.ofSeconds(1)));
    Endpoint word =
        Endpoint.data(
            Endpoint.Method.GET,
            "/word",
            request -> CompletableFuture.completedFuture(Reply.ok(out -> out.writeString("well"))));
    try (ApiServer server =
        ApiServer.create(
            config,
            List.of(word),
            admission,
            Gate.of(Authentication.none()),
            RequestObserver.of(registry))) {
      server.start();
      String request = RawClient.request("GET /word HTTP/1.1", "Host: x");
      String last = RawClient.request("GET /word HTTP/1.1", "Host: x", "Connection: close");

      String replies = RawClient.send(server.port(), request + last);

      assertThat(replies.split("HTTP/1.1 200 ", -1)).as(replies).hasSize(1 + 2);
      assertThat(admission.awaitIdle(Duration.ofSeconds(2))).isTrue();
    }
  }
}
