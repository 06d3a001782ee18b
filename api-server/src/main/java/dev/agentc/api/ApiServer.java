package dev.agentc.api;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import org.xnio.Options;

/**
 * The HTTP server. Started once, stopped once; thread-safe. It owns its threads and sockets, not
 * what its endpoints use.
 */
public final class ApiServer implements AutoCloseable {

  /** What is cut off gets its answer within this. */
  private static final Duration LAST_WORDS = Duration.ofMillis(300);

  private final Undertow undertow;
  private final Admission admission;
  private final Shutdown shutdown;

  private ApiServer(Undertow undertow, Admission admission, Shutdown shutdown) {
    this.undertow = undertow;
    this.admission = admission;
    this.shutdown = shutdown;
  }

  /** Throws {@link IllegalStateException} for two endpoints of the same method and path. */
  static ApiServer create(
      ApiConfig config, Collection<Endpoint> endpoints, Admission admission, Gate gate) {
    RequestHandler handler =
        new RequestHandler(
            new Router(endpoints), config.limits(), admission, gate, config.sessionsEnabled());
    return new ApiServer(
        undertow(config, new HttpContinueReadHandler(handler)), admission, config.shutdown());
  }

  private static Undertow undertow(ApiConfig config, HttpContinueReadHandler handler) {
    ServerLimits limits = config.limits();
    return Undertow.builder()
        .addHttpListener(config.port(), config.host())
        .setHandler(handler)
        .setServerOption(UndertowOptions.MAX_HEADER_SIZE, ServerLimits.MAX_HEADERS_BYTES)
        .setServerOption(
            UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.parseTimeout().toMillis())
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idleTimeout().toMillis())
        // Only what BodyReader does not see: the body of a GET or DELETE, read to be thrown away.
        .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 2L * limits.maxBody())
        // Decoded by us, strictly, once the path is split.
        .setServerOption(UndertowOptions.DECODE_URL, false)
        .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 1_000)
        .setSocketOption(Options.CONNECTION_HIGH_WATER, limits.maxConnections())
        .setSocketOption(Options.CONNECTION_LOW_WATER, limits.maxConnections())
        .build();
  }

  /** Binds and serves. Throws when the port is taken. */
  public void start() {
    undertow.start();
  }

  /** The port that it listens on; the one chosen by the system when it was to be any. */
  public int port() {
    return address().getPort();
  }

  public InetSocketAddress address() {
    return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
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
    undertow.stop();
    return idle;
  }

  @Override
  public void close() {
    refuseRequests();
    undertow.stop();
  }
}
