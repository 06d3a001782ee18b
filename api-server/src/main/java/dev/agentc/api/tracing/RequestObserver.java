package dev.agentc.api.tracing;

import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Propagator;

/**
 * Makes an observation of each request, {@code http.server.requests}, whose parent is the caller's
 * span where its headers name one (W3C {@code traceparent}, or whatever the tracer reads). What the
 * request asks of Redis becomes its children. Thread-safe. Without a registry it is {@link #none()}
 * and allocates nothing. A handler that throws is logged, and costs the request nothing else.
 */
public sealed interface RequestObserver permits NoObserver, MicrometerObserver {

  /** Begins with a request; {@code read} finds a header by its name. */
  <H> Observed start(String method, H headers, Propagator.Getter<H> read);

  /** One request under observation; its end is told once. */
  sealed interface Observed permits NoObserver, MicrometerObserver.Request {

    /** While it is open, what this thread begins belongs to the request. */
    Scope open();

    /** What {@link #open} gives; closed by the thread that opened it. */
    @FunctionalInterface
    interface Scope {
      void close();
    }

    /** The template, not the path, and the status that was sent. */
    void ended(String route, int status, String requestId);
  }

  static RequestObserver none() {
    return NoObserver.INSTANCE;
  }

  static RequestObserver of(ObservationRegistry registry) {
    return registry.isNoop() ? none() : new MicrometerObserver(registry);
  }

  /** The name of the observations. */
  String NAME = "http.server.requests";
}
