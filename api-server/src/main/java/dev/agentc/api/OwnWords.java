package dev.agentc.api;

import io.undertow.server.HttpHandler;
import io.undertow.server.protocol.http.HttpServerConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.StreamConnection;
import org.xnio.conduits.AbstractStreamSinkConduit;
import org.xnio.conduits.Conduits;
import org.xnio.conduits.StreamSinkConduit;

/**
 * The end of a connection's writing side, next to the socket. What Undertow says while no request
 * is ours, is its bare 400 to one that it cannot read (request line, percent-encoding, headers,
 * Host): it is said in the shape of all errors instead. Undertow closes the connection behind it.
 * On the connection's I/O thread.
 */
final class OwnWords extends AbstractStreamSinkConduit<StreamSinkConduit> {

  private static final Logger LOG = LoggerFactory.getLogger(OwnWords.class);

  private static final String UNREADABLE =
      "The request line, the Host or another header is malformed, a path or query is not"
          + " percent-encoded, or the headers are larger than "
          + ServerLimits.MAX_HEADERS_BYTES
          + " bytes";

  private boolean ours;
  private @Nullable ByteBuffer refusal;

  private OwnWords(StreamSinkConduit socket) {
    super(socket);
  }

  /** To be done to a new connection, before Undertow sees it. */
  static void on(StreamConnection connection) {
    connection.getSinkChannel().setConduit(new OwnWords(connection.getSinkChannel().getConduit()));
  }

  /** From the handler on, until the exchange is over, all that is written is our reply. */
  static HttpHandler before(HttpHandler handler) {
    return exchange -> {
      HttpServerConnection connection = (HttpServerConnection) exchange.getConnection();
      if (connection.getOriginalSinkConduit() instanceof OwnWords words) {
        words.ours = true;
        exchange.addExchangeCompleteListener(
            (ended, next) -> {
              words.ours = false;
              next.proceed();
            });
      }
      handler.handleRequest(exchange);
    };
  }

  @Override
  public int write(ByteBuffer src) throws IOException {
    if (ours) {
      return next.write(src);
    }
    return refused() ? skip(src) : 0;
  }

  @Override
  public long write(ByteBuffer[] srcs, int offset, int length) throws IOException {
    if (ours) {
      return next.write(srcs, offset, length);
    }
    return refused() ? skip(srcs, offset, length) : 0;
  }

  @Override
  public int writeFinal(ByteBuffer src) throws IOException {
    return ours ? next.writeFinal(src) : Conduits.writeFinalBasic(this, src);
  }

  @Override
  public long writeFinal(ByteBuffer[] srcs, int offset, int length) throws IOException {
    return ours
        ? next.writeFinal(srcs, offset, length)
        : Conduits.writeFinalBasic(this, srcs, offset, length);
  }

  /** Whether our words are out; the socket may take several turns for them. */
  private boolean refused() throws IOException {
    ByteBuffer words = refusal;
    if (words == null) {
      words = words();
      refusal = words;
    }
    while (words.hasRemaining()) {
      if (next.write(words) == 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer words() {
    String id = RequestId.of(null);
    LOG.debug("request {} could not be read", id);
    ApiException error = new ApiException(ErrorCode.MALFORMED_REQUEST, UNREADABLE);
    ByteBuffer rendered = JsonResponder.render(JsonResponder.error(error, id));
    byte[] body = new byte[rendered.remaining()];
    rendered.get(body);
    String head =
        "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n"
            + RequestId.HEADER
            + ": "
            + id
            + "\r\n\r\n";
    return ByteBuffer.allocate(head.length() + body.length)
        .put(head.getBytes(StandardCharsets.US_ASCII))
        .put(body)
        .flip();
  }

  private static int skip(ByteBuffer src) {
    int skipped = src.remaining();
    src.position(src.limit());
    return skipped;
  }

  private static long skip(ByteBuffer[] srcs, int offset, int length) {
    long skipped = 0;
    for (int i = offset; i < offset + length; i++) {
      skipped += skip(srcs[i]);
    }
    return skipped;
  }
}
