package dev.agentc.api;

import dev.agentc.api.tracing.RequestObserver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;

/** Takes an exchange off Undertow's call stack and makes it a {@link Call}. */
final class RequestHandler implements HttpHandler {

  private final Router router;
  private final ServerLimits limits;
  private final Admission admission;
  private final Gate gate;
  private final boolean dataEnabled;
  private final RequestObserver observer;
  private final RequestListener listener;

  RequestHandler(
      Router router,
      ServerLimits limits,
      Admission admission,
      Gate gate,
      boolean dataEnabled,
      RequestObserver observer,
      RequestListener listener) {
    this.router = router;
    this.limits = limits;
    this.admission = admission;
    this.gate = gate;
    this.dataEnabled = dataEnabled;
    this.observer = observer;
    this.listener = listener;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Call call = new Call(exchange, this);
    exchange.dispatch(SameThreadExecutor.INSTANCE, call::begin);
  }

  Router router() {
    return router;
  }

  ServerLimits limits() {
    return limits;
  }

  Admission admission() {
    return admission;
  }

  Gate gate() {
    return gate;
  }

  boolean dataEnabled() {
    return dataEnabled;
  }

  RequestObserver observer() {
    return observer;
  }

  RequestListener listener() {
    return listener;
  }
}
