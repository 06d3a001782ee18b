package dev.agentc.redis.testing;

import dev.agentc.redis.testing.ProxyFlow.End;
import dev.agentc.redis.testing.ProxyFlow.Permit;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection. One thread reads, so that each piece's time of arrival is known
 * whatever the pieces before it wait for; another writes.
 */
final class ProxyPipe {
  private static final int PIECE = 16 * 1024;
  private static final int MOST_PIECES = 256;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Hears, once and on the writing thread, that this way is at its end. */
  interface Ended {
    /** Not to be passed on unless {@code told}: the receiver of a silent pipe must not know. */
    void how(End end, boolean told);
  }

  /** Some bytes, or none and how the sender ended. */
  private record Piece(ByteBuffer bytes, long readAt, double chance, @Nullable End end) {}

  private final Socket from;
  private final Socket to;
  private final ProxyFlow flow;
  private final Ended ended;
  private final BlockingQueue<Piece> pieces = new ArrayBlockingQueue<>(MOST_PIECES);
  private volatile boolean silent;
  private @Nullable Thread reader;
  private @Nullable Thread writer;

  ProxyPipe(Socket from, Socket to, ProxyFlow flow, Ended ended) {
    this.from = from;
    this.to = to;
    this.flow = flow;
    this.ended = ended;
  }

  void start(String role) {
    reader = TcpProxy.thread(role + "-read", this::read);
    writer = TcpProxy.thread(role + "-write", this::write);
  }

  /** From now on nothing gets through, not even the end. */
  void silence() {
    silent = true;
  }

  void interrupt() {
    if (reader != null) {
      reader.interrupt();
    }
    if (writer != null) {
      writer.interrupt();
    }
  }

  private void read() {
    byte[] buffer = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        put(ByteBuffer.wrap(Arrays.copyOf(buffer, count)), null);
      }
      put(NOTHING, End.HALF_CLOSE);
    } catch (IOException gone) {
      tellReset();
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellReset() {
    try {
      put(NOTHING, End.RESET);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private void put(ByteBuffer bytes, @Nullable End end) throws InterruptedException {
    pieces.put(new Piece(bytes, System.nanoTime(), flow.chance(), end));
  }

  private void write() {
    try {
      OutputStream out = to.getOutputStream();
      End end = null;
      while (end == null) {
        end = pass(pieces.take(), out);
      }
      ended.how(end, !silent);
    } catch (IOException receiverGone) {
      // Its own pipe tells; what still comes this way is dropped.
      silent = true;
      drain();
      ended.how(End.HALF_CLOSE, false);
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  /** Null to go on. */
  private @Nullable End pass(Piece piece, OutputStream out)
      throws IOException, InterruptedException {
    ByteBuffer bytes = piece.bytes();
    do {
      Permit permit = flow.await(bytes.remaining(), piece.readAt(), piece.chance());
      if (permit.lost()) {
        silent = true;
      }
      if (silent) {
        bytes.position(bytes.position() + permit.bytes());
      } else {
        byte[] now = new byte[permit.bytes()];
        bytes.get(now);
        out.write(now);
        if (permit.end() != null) {
          return permit.end();
        }
      }
    } while (bytes.hasRemaining());
    return piece.end();
  }

  private void drain() {
    try {
      while (pieces.take().end() == null) {
        // Dropped.
      }
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }
}
