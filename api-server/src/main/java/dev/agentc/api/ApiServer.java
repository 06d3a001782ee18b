package dev.agentc.api;

import dev.agentc.api.tracing.RequestObserver;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;

/**
 * The HTTP server. Started once, stopped once; thread-safe. It owns its threads and sockets, not
 * what its endpoints use.
 */
public final class ApiServer implements AutoCloseable {

  /** What is cut off gets its answer within this. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final HttpListener listener;
  private final Admission admission;
  private final Shutdown shutdown;

  private ApiServer(HttpListener listener, Admission admission, Shutdown shutdown) {
    this.listener = listener;
    this.admission = admission;
    this.shutdown = shutdown;
  }

  /** Throws {@link IllegalStateException} for two endpoints of the same method and path. */
  static ApiServer create(
      ApiConfig config, Collection<Endpoint> endpoints, Admission admission, Gate gate) {
    return create(config, endpoints, admission, gate, RequestObserver.none());
  }

  /** As the other; every request is told to the observer. */
  static ApiServer create(
      ApiConfig config,
      Collection<Endpoint> endpoints,
      Admission admission,
      Gate gate,
      RequestObserver observer) {
    return create(config, endpoints, admission, gate, observer, RequestListener.none());
  }

  /** As the others; every request that has ended is told to the listener, too. */
  static ApiServer create(
      ApiConfig config,
      Collection<Endpoint> endpoints,
      Admission admission,
      Gate gate,
      RequestObserver observer,
      RequestListener listener) {
    RequestHandler handler =
        new RequestHandler(
            new Router(endpoints),
            config.limits(),
            admission,
            gate,
            config.sessionsEnabled(),
            observer,
            listener);
    return new ApiServer(
        new HttpListener(
            config.host(), config.port(), config.limits(), new HttpContinueReadHandler(handler)),
        admission,
        config.shutdown());
  }

  /** Binds and serves. Throws when the port is taken. */
  public void start() {
    listener.start();
  }

  /** The port that it listens on; the one chosen by the system when it was to be any. */
  public int port() {
    return address().getPort();
  }

  public InetSocketAddress address() {
    return listener.address();
  }

  /** Requests under way, those for health left out. */
  int running() {
    return admission.running();
  }

  /** From now on {@code ready} says draining; everything is still served. */
  void announceClosing() {
    admission.announceClosing();
  }

  /** From now on new requests get 503, those for health left out; those that run may end. */
  void refuseRequests() {
    admission.close();
  }

  /**
   * Announces, serves for the time of the notice, then refuses and waits for those that run; what
   * does not end in time gets 503. True when all had ended. Blocks, at most for {@code
   * API_SHUTDOWN_TIMEOUT}.
   */
  public boolean stop() throws InterruptedException {
    long begun = System.nanoTime();
    announceClosing();
    Thread.sleep(shutdown.notice().toMillis());
    refuseRequests();
    boolean idle = admission.awaitIdle(shutdown.patience().minusNanos(System.nanoTime() - begun));
    if (!idle) {
      admission.cutOff();
      admission.awaitIdle(LAST_WORDS);
    }
    listener.stop();
    return idle;
  }

  @Override
  public void close() {
    refuseRequests();
    listener.stop();
  }
}
