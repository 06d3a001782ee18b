package dev.agentc.api.tracing;

import io.micrometer.observation.transport.Propagator;

/** Free: one object for all requests. */
enum NoObserver implements RequestObserver, RequestObserver.Observed {
  INSTANCE;

  static final Scope NOTHING =
      () -> {
        // Nothing is open.
      };

  @Override
  public <H> Observed start(String method, H headers, Propagator.Getter<H> read) {
    return this;
  }

  @Override
  public Scope open() {
    return NOTHING;
  }

  @Override
  public void ended(String route, int status, String requestId) {
    // Nobody looks.
  }
}
