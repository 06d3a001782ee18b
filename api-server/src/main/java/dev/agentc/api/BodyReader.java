package dev.agentc.api;

import io.undertow.connector.PooledByteBuffer;
import io.undertow.server.HttpServerExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.xnio.channels.StreamSourceChannel;

/**
 * Reads a body without blocking, up to a limit. Undertow's own receiver answers an oversize chunked
 * body by closing the connection without a word, and sets aside what Content-Length promises before
 * a byte has come; hence this one. All calls are on the exchange's I/O thread.
 */
final class BodyReader {

  private final HttpServerExchange exchange;
  private final int limit;
  private final Admission admission;
  private final Consumer<byte[]> done;
  private final Consumer<Throwable> failed;
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable StreamSourceChannel channel;
  private int reserved;

  BodyReader(
      HttpServerExchange exchange,
      int limit,
      Admission admission,
      Consumer<byte[]> done,
      Consumer<Throwable> failed) {
    this.exchange = exchange;
    this.limit = limit;
    this.admission = admission;
    this.done = done;
    this.failed = failed;
  }

  /** Calls one of the two consumers, once; what it took of {@code admission} is the caller's. */
  void start() {
    if (exchange.getRequestContentLength() > limit) {
      failed.accept(tooLarge());
      return;
    }
    StreamSourceChannel source = exchange.getRequestChannel();
    if (source == null) {
      done.accept(new byte[0]);
      return;
    }
    channel = source;
    source.getReadSetter().set(this::read);
    read(source);
  }

  /** What it reads from; null before it has begun. */
  @Nullable StreamSourceChannel channel() {
    return channel;
  }

  /** How much of {@code admission} is taken. */
  int reserved() {
    return reserved;
  }

  private void read(StreamSourceChannel channel) {
    try (PooledByteBuffer pooled = exchange.getConnection().getByteBufferPool().allocate()) {
      ByteBuffer buffer = pooled.getBuffer();
      int count = channel.read(buffer);
      while (count > 0) {
        take(buffer.flip());
        buffer.clear();
        count = channel.read(buffer);
      }
      if (count < 0) {
        channel.suspendReads();
        byte[] body = bytes.toByteArray();
        // The call lives on with this reader: what it gathered must not be held twice.
        bytes = new ByteArrayOutputStream(0);
        done.accept(body);
      } else {
        channel.resumeReads();
      }
    } catch (ApiException e) {
      channel.suspendReads();
      failed.accept(e);
    } catch (IOException e) {
      channel.suspendReads();
      failed.accept(
          new ApiException(ErrorCode.MALFORMED_REQUEST, "The body broke off or is badly framed"));
    }
  }

  private void take(ByteBuffer buffer) {
    int more = buffer.remaining();
    if (bytes.size() + more > limit) {
      throw tooLarge();
    }
    admission.reserve(more);
    reserved += more;
    byte[] chunk = new byte[more];
    buffer.get(chunk);
    bytes.write(chunk, 0, more);
  }

  private ApiException tooLarge() {
    return ApiException.of(
            ErrorCode.PAYLOAD_TOO_LARGE, "The body must be at most " + limit + " bytes")
        .withParam("limit", limit);
  }
}
