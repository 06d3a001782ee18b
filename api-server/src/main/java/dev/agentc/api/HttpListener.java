package dev.agentc.api;

import io.undertow.UndertowOptions;
import io.undertow.connector.ByteBufferPool;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpOpenListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/**
 * The socket, its threads, and Undertow on each connection. Undertow's own builder makes the same,
 * but lets nobody between it and the connection: see {@link OwnWords}. Started once, stopped once;
 * the caller sees to it that only one thread does so at a time.
 */
final class HttpListener {

  private static final int BACKLOG = 1_000;
  private static final int WORKERS_PER_IO_THREAD = 8;

  /** What one read or write of a socket moves at most, less room for the protocol. */
  private static final int BUFFER_BYTES = 16 * 1024 - 20;

  private static final long LONGEST_STOP_MILLIS = 1_000;

  private final String host;
  private final int port;
  private final ServerLimits limits;
  private final HttpHandler handler;
  private Optional<Running> running = Optional.empty();

  private record Running(
      XnioWorker worker, HttpOpenListener http, AcceptingChannel<StreamConnection> socket) {}

  HttpListener(String host, int port, ServerLimits limits, HttpHandler handler) {
    this.host = host;
    this.port = port;
    this.limits = limits;
    this.handler = handler;
  }

  /** Throws an {@link UncheckedIOException} when the address cannot be had. */
  void start() {
    try {
      XnioWorker worker =
          Xnio.getInstance(HttpListener.class.getClassLoader()).createWorker(threads());
      try {
        running = Optional.of(listen(worker));
      } catch (IOException e) {
        worker.shutdownNow();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Running listen(XnioWorker worker) throws IOException {
    ByteBufferPool buffers = new DefaultByteBufferPool(true, BUFFER_BYTES, -1, 4);
    HttpOpenListener http = new HttpOpenListener(buffers, protocol());
    http.setRootHandler(OwnWords.before(handler));
    AcceptingChannel<StreamConnection> socket =
        worker.createStreamConnectionServer(
            new InetSocketAddress(InetAddress.getByName(host), port),
            ChannelListeners.openListenerAdapter(
                connection -> {
                  OwnWords.on(connection);
                  http.handleEvent(connection);
                }),
            sockets(worker));
    socket.resumeAccepts();
    return new Running(worker, http, socket);
  }

  /** Where it listens; fails unless it does. */
  InetSocketAddress address() {
    return running
        .map(open -> open.socket().getLocalAddress(InetSocketAddress.class))
        .orElseThrow(() -> new IllegalStateException("the server does not listen"));
  }

  /** Closes the socket and all connections, and waits a second for what runs on the threads. */
  void stop() {
    running.ifPresent(HttpListener::stop);
    running = Optional.empty();
  }

  private static void stop(Running open) {
    IoUtils.safeClose(open.socket());
    open.http().closeConnections();
    open.worker().shutdown();
    try {
      if (!open.worker().awaitTermination(LONGEST_STOP_MILLIS, TimeUnit.MILLISECONDS)) {
        open.worker().shutdownNow();
      }
    } catch (InterruptedException e) {
      open.worker().shutdownNow();
      Thread.currentThread().interrupt();
    }
  }

  private static OptionMap threads() {
    int ioThreads = Math.max(Runtime.getRuntime().availableProcessors(), 2);
    return OptionMap.builder()
        .set(Options.WORKER_IO_THREADS, ioThreads)
        .set(Options.WORKER_TASK_CORE_THREADS, ioThreads * WORKERS_PER_IO_THREAD)
        .set(Options.WORKER_TASK_MAX_THREADS, ioThreads * WORKERS_PER_IO_THREAD)
        .getMap();
  }

  private OptionMap sockets(XnioWorker worker) {
    return OptionMap.builder()
        .set(Options.WORKER_IO_THREADS, worker.getIoThreadCount())
        .set(Options.TCP_NODELAY, true)
        .set(Options.REUSE_ADDRESSES, true)
        .set(Options.BALANCING_TOKENS, 1)
        .set(Options.BALANCING_CONNECTIONS, 2)
        .set(Options.BACKLOG, BACKLOG)
        .set(Options.CONNECTION_HIGH_WATER, limits.maxConnections())
        .set(Options.CONNECTION_LOW_WATER, limits.maxConnections())
        .getMap();
  }

  private OptionMap protocol() {
    return OptionMap.builder()
        .set(UndertowOptions.MAX_HEADER_SIZE, ServerLimits.MAX_HEADERS_BYTES)
        .set(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) limits.parseTimeout().toMillis())
        .set(UndertowOptions.NO_REQUEST_TIMEOUT, (int) limits.idleTimeout().toMillis())
        // BodyReader bounds what is kept of a body, RestOfBody for how long the rest is read.
        // Undertow's own limit would cut the caller off before it has our 413.
        .set(UndertowOptions.MAX_ENTITY_SIZE, -1L)
        // Decoded by us, strictly, once the path is split.
        .set(UndertowOptions.DECODE_URL, false)
        // Else a reply may be on its way still when its exchange is over: see OwnWords.
        .set(UndertowOptions.BUFFER_PIPELINED_DATA, false)
        .getMap();
  }
}
