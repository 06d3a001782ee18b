package dev.agentc.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A way to a local port on which every byte takes its time, however many are on their way: what an
 * operation takes on it, divided by that time, is the number of round trips that it waits for.
 */
final class SlowLink implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final long oneWayNanos;
  private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();

  SlowLink(int target, Duration roundTrip) {
    this.target = target;
    this.oneWayNanos = roundTrip.toNanos() / 2;
    try {
      listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    open.add(listener);
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** A chunk and when it arrives; an empty one is the end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Chunk(long arrives, byte[] bytes) {}

  private void accept() throws IOException {
    while (true) {
      Socket client = listener.accept();
      Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      open.add(client);
      open.add(server);
      pump(client.getInputStream(), server.getOutputStream());
      pump(server.getInputStream(), client.getOutputStream());
    }
  }

  private void pump(InputStream in, OutputStream out) {
    LinkedBlockingQueue<Chunk> chunks = new LinkedBlockingQueue<>();
    start(
        () -> {
          try {
            byte[] buffer = new byte[65_536];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
              chunks.add(new Chunk(System.nanoTime() + oneWayNanos, Arrays.copyOf(buffer, read)));
            }
          } finally {
            chunks.add(new Chunk(System.nanoTime(), new byte[0]));
          }
        });
    start(
        () -> {
          for (Chunk chunk = chunks.take(); chunk.bytes().length > 0; chunk = chunks.take()) {
            long wait = chunk.arrives() - System.nanoTime();
            if (wait > 0) {
              TimeUnit.NANOSECONDS.sleep(wait);
            }
            out.write(chunk.bytes());
            out.flush();
          }
        });
  }

  private static void start(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException closed) {
                // The link or one of its ends was closed: nothing is left to carry.
              }
            },
            "slow-link");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    for (Closeable each : open) {
      try {
        each.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
