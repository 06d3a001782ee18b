package dev.agentc.api.tracing;

import io.micrometer.observation.ObservationRegistry;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * How the server as a program gets a tracer: {@code API_TRACING=on} looks for one on the class path
 * ({@link ServiceLoader}). An application with a server of its own hands its registry over instead.
 */
public interface TracingProvider {

  /** Called once, at the start. The registry is the provider's, which closes what it opened. */
  ObservationRegistry registry();

  /** The first there is. */
  static Optional<TracingProvider> find() {
    Iterator<TracingProvider> found = ServiceLoader.load(TracingProvider.class).iterator();
    return found.hasNext() ? Optional.of(found.next()) : Optional.empty();
  }
}
