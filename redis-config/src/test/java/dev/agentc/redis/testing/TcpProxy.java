package dev.agentc.redis.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A network that a test can break: it stands between a client and a server and carries every byte
 * as it is, TLS too, until it is told otherwise. Each direction has its own rules ({@link
 * #toServer()}, {@link #toClient()}); what concerns connections as a whole is here. Every change
 * takes effect at once, also on connections that exist.
 *
 * <pre>{@code
 * try (TcpProxy network = TcpProxy.to(redis)) {
 *   RedisConfig config = RedisConfig.from(network.settings(redis.settings()));
 *   network.toClient().hold();       // Redis does what it is told, and nobody hears of it
 *   network.heal();
 * }
 * }</pre>
 *
 * Thread-safe. Uses four threads per connection, all ended by {@link #close()}. Jitter is drawn
 * from a seed, so that two runs with the same traffic see the same delays.
 */
public final class TcpProxy implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 128;

  private final InetSocketAddress server;
  private final int port;
  private final ProxyFlow toServer = new ProxyFlow(1);
  private final ProxyFlow toClient = new ProxyFlow(2);
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private final AtomicLong accepted = new AtomicLong();
  // Guarded by this; null while connections are refused.
  private @Nullable ServerSocket listener;
  private @Nullable Thread acceptor;
  private boolean closed;

  private TcpProxy(InetSocketAddress server) {
    this.server = server;
    this.port = FreePort.find();
    accept();
  }

  /** In front of a server, which need not run yet. */
  public static TcpProxy to(String host, int port) {
    return new TcpProxy(new InetSocketAddress(host, port));
  }

  /** In front of a Redis of the fixture. */
  public static TcpProxy to(RedisControl redis) {
    return to(redis.host(), redis.port());
  }

  public String host() {
    return HOST;
  }

  public int port() {
    return port;
  }

  /** The same settings, but through here. */
  public Map<String, String> settings(Map<String, String> direct) {
    Map<String, String> settings = new TreeMap<>(direct);
    settings.put("REDIS_HOST", host());
    settings.put("REDIS_PORT", Integer.toString(port));
    return settings;
  }

  /** What clients send. */
  public ProxyFlow toServer() {
    return toServer;
  }

  /** What the server answers. */
  public ProxyFlow toClient() {
    return toClient;
  }

  /** Both directions. */
  public List<ProxyFlow> flows() {
    return List.of(toServer, toClient);
  }

  /** Open at the moment, the silent ones included. */
  public int connections() {
    return connections.size();
  }

  /** Ever made through here. */
  public long accepted() {
    return accepted.get();
  }

  /** Ends every connection as a crash of the other side does: both ends get a reset (RST). */
  public void reset() {
    connections.forEach(ProxiedConnection::reset);
  }

  /** Ends every connection in good order (FIN), in mid-reply or not. */
  public void disconnect() {
    connections.forEach(ProxiedConnection::close);
  }

  /**
   * Makes the present connections half-open: neither end is told, and no byte passes again, not
   * even after {@link #heal()}. New connections work. So does a firewall that lost its memory, or a
   * host that lost its power.
   */
  public void silence() {
    connections.forEach(ProxiedConnection::silence);
  }

  /** New connections are refused, as by a port that nobody listens on; present ones stay. */
  public synchronized void refuse() {
    if (listener != null) {
      closeQuietly(listener);
      listener = null;
      awaitEnd(acceptor);
    }
  }

  /** Ends {@link #refuse()}. */
  public synchronized void accept() {
    if (listener != null || closed) {
      return;
    }
    try {
      ServerSocket socket = new ServerSocket();
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      listener = socket;
      acceptor = thread("accept", () -> acceptAll(socket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A network without faults again; what was lost stays lost, what was held goes on its way. */
  public void heal() {
    flows().forEach(ProxyFlow::heal);
    accept();
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    refuse();
    connections.forEach(ProxiedConnection::reset);
  }

  private void acceptAll(ServerSocket socket) {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        accepted.incrementAndGet();
        thread("connect", () -> connect(client));
      } catch (IOException refusing) {
        // Closed by refuse(); anything else shows as connections that are never made.
      }
    }
  }

  private void connect(Socket client) {
    Socket upstream = new Socket();
    try {
      client.setTcpNoDelay(true);
      upstream.setTcpNoDelay(true);
      upstream.connect(server);
    } catch (IOException nobodyListens) {
      ProxiedConnection.reset(client);
      closeQuietly(upstream);
      return;
    }
    ProxiedConnection connection =
        new ProxiedConnection(client, upstream, toServer, toClient, connections::remove);
    connections.add(connection);
    connection.start();
    synchronized (this) {
      if (!closed) {
        return;
      }
    }
    connection.reset();
  }

  /** Until then its call of accept keeps the port open, though the socket is closed. */
  private static void awaitEnd(@Nullable Thread acceptor) {
    try {
      if (acceptor != null) {
        acceptor.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Thread thread(String role, Runnable work) {
    Thread thread = new Thread(work, "tcp-proxy-" + role);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  static void closeQuietly(AutoCloseable socket) {
    try {
      socket.close();
    } catch (Exception gone) {
      // It is to be gone.
    }
  }
}
