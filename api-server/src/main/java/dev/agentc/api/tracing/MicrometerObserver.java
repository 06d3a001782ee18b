package dev.agentc.api.tracing;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.Propagator;
import io.micrometer.observation.transport.ReceiverContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** With the names that Micrometer's conventions for servers have. */
final class MicrometerObserver implements RequestObserver {

  private static final Logger LOG = LoggerFactory.getLogger(MicrometerObserver.class);

  private static final int FIRST_SERVER_ERROR = 500;

  private final ObservationRegistry registry;

  MicrometerObserver(ObservationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public <H> Observed start(String method, H headers, Propagator.Getter<H> read) {
    // A registry's tracing handler reads the caller's span through this.
    ReceiverContext<H> context = new ReceiverContext<>(read, Kind.SERVER);
    context.setCarrier(headers);
    try {
      Observation observation =
          Observation.createNotStarted(NAME, () -> context, registry)
              .lowCardinalityKeyValue("method", known(method))
              .start();
      return new Request(observation, known(method));
    } catch (RuntimeException e) {
      broken(e);
      return NoObserver.INSTANCE;
    }
  }

  /** Handlers are the operator's own; what they throw must not become a request's failure. */
  private static void broken(RuntimeException e) {
    LOG.warn("the tracer failed; the request goes on without it", e);
  }

  /** A caller may send any word as its method; each would be a time series of its own. */
  private static String known(String method) {
    return switch (method) {
      case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS" -> method;
      default -> "OTHER";
    };
  }

  record Request(Observation observation, String method) implements Observed {

    @Override
    public Scope open() {
      try {
        Observation.Scope scope = observation.openScope();
        return () -> close(scope);
      } catch (RuntimeException e) {
        broken(e);
        return NoObserver.NOTHING;
      }
    }

    private static void close(Observation.Scope scope) {
      try {
        scope.close();
      } catch (RuntimeException e) {
        broken(e);
      }
    }

    @Override
    public void ended(String route, int status, String requestId) {
      try {
        observation
            .contextualName(method + " " + route)
            .lowCardinalityKeyValue("uri", route)
            .lowCardinalityKeyValue("status", Integer.toString(status))
            .lowCardinalityKeyValue(KeyValue.of("outcome", outcome(status)))
            .highCardinalityKeyValue("request_id", requestId);
        observation.stop();
      } catch (RuntimeException e) {
        broken(e);
      }
    }

    private static String outcome(int status) {
      if (status >= FIRST_SERVER_ERROR) {
        return "SERVER_ERROR";
      }
      return switch (status / 100) {
        case 2 -> "SUCCESS";
        case 3 -> "REDIRECTION";
        default -> "CLIENT_ERROR";
      };
    }
  }
}
