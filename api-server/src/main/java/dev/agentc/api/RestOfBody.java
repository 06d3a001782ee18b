package dev.agentc.api;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.xnio.XnioExecutor;
import org.xnio.channels.StreamSourceChannel;

/**
 * What a refused caller is still sending: read and dropped before it gets its answer. Answered
 * earlier, Undertow would close the connection at once, and the caller's system throw the answer
 * away. Whoever does not end in time is answered all the same, and cut off. All calls are on the
 * exchange's I/O thread.
 */
final class RestOfBody {

  /** Reads at a time, so that one fast caller does not keep the thread. */
  private static final int MOST_READS = 16;

  private final HttpServerExchange exchange;
  private final StreamSourceChannel channel;
  private final Runnable then;
  private final XnioExecutor.Key limit;
  private boolean ended;

  private RestOfBody(
      HttpServerExchange exchange, StreamSourceChannel channel, Duration atMost, Runnable then) {
    this.exchange = exchange;
    this.channel = channel;
    this.then = then;
    this.limit =
        exchange.getIoThread().executeAfter(this::giveUp, atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs {@code then} once, when all has come or {@code atMost} is over. */
  static void drop(
      HttpServerExchange exchange, StreamSourceChannel channel, Duration atMost, Runnable then) {
    RestOfBody rest = new RestOfBody(exchange, channel, atMost, then);
    channel.getReadSetter().set(rest::read);
    rest.read(channel);
  }

  private void read(StreamSourceChannel source) {
    if (ended) {
      return;
    }
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      for (int i = 0; i < MOST_READS; i++) {
        pooled.getBuffer().clear();
        int count = source.read(pooled.getBuffer());
        if (count < 0) {
          end();
          return;
        }
        if (count == 0) {
          source.resumeReads();
          return;
        }
      }
      source.resumeReads();
      // What Undertow holds of it already is no news from the socket.
      exchange.getIoThread().execute(() -> read(source));
    } catch (IOException gone) {
      // Broken off or badly framed: whatever follows on this connection could not be told from it.
      giveUp();
    }
  }

  private void giveUp() {
    if (!ended) {
      exchange.setPersistent(false);
      end();
    }
  }

  private void end() {
    ended = true;
    limit.remove();
    channel.suspendReads();
    then.run();
  }
}
