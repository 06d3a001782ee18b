package dev.agentc.api;

import dev.agentc.repository.JsonCodec;
import io.undertow.io.DefaultIoCallback;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HttpString;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Puts replies on the wire; errors in the one shape that they all have. */
final class JsonResponder {

  private static final String JSON = "application/json";

  /** Of what is set aside on the word of an estimate. */
  private static final long LARGEST_START = 64L * 1024 * 1024;

  /** Of a large body, what goes out with the headers. */
  private static final int START_BYTES = 1024;

  private JsonResponder() {}

  /** The reply to a failure: {@code {"detail": {...}}}. */
  static Reply error(ApiException error, String requestId) {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("error", error.code().name());
    detail.put("error_code", error.code().name());
    detail.put("message", error.message());
    detail.put("params", error.params());
    detail.put("request_id", requestId);
    String text = JsonCodec.value(Map.of("detail", detail)).text();
    Reply reply = Reply.json(error.code().status(), out -> out.writeRawValue(text));
    for (Map.Entry<String, String> header : error.headers().entrySet()) {
      reply = reply.withHeader(header.getKey(), header.getValue());
    }
    return reply;
  }

  /** The bytes of the body. */
  static ByteBuffer render(Reply reply) {
    return reply
        .body()
        .map(body -> render(body, (int) Math.max(512, Math.min(reply.size(), LARGEST_START))))
        .orElseGet(() -> ByteBuffer.wrap(reply.bytes()));
  }

  private static ByteBuffer render(Reply.JsonBody body, int size) {
    Body bytes = new Body(size);
    try (JsonGenerator out = JsonCodec.mapperForWriting().createGenerator(bytes)) {
      body.writeTo(out);
    }
    return bytes.buffer();
  }

  /**
   * Begins with the room that it will need and gives its bytes away: a large one is never copied.
   */
  private static final class Body extends ByteArrayOutputStream {
    Body(int size) {
      super(size);
    }

    ByteBuffer buffer() {
      return ByteBuffer.wrap(buf, 0, count);
    }
  }

  /** Sends and ends the exchange; on its I/O thread. */
  static void send(HttpServerExchange exchange, Reply reply, ByteBuffer body, String requestId) {
    exchange.setStatusCode(reply.status());
    put(exchange, RequestId.HEADER, requestId);
    if (reply.body().isPresent()) {
      put(exchange, "Content-Type", JSON);
    }
    // What a reply says itself, as pages and files do, counts more.
    put(exchange, "X-Content-Type-Options", "nosniff");
    put(exchange, "Cache-Control", "no-store");
    put(exchange, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    reply.headers().forEach((name, value) -> put(exchange, name, value));
    if (reply.status() == 204 || reply.status() == 304) {
      exchange.endExchange();
    } else {
      send(exchange, body);
    }
  }

  /**
   * A large body goes in two parts. Undertow's connection keeps a reference to what went out with
   * the headers until its next reply, so every idle connection would hold its last page.
   */
  private static void send(HttpServerExchange exchange, ByteBuffer body) {
    Sender sender = exchange.getResponseSender();
    if (body.remaining() <= ReplyRoom.SMALL) {
      sender.send(body);
      return;
    }
    exchange.setResponseContentLength(body.remaining());
    byte[] start = new byte[START_BYTES];
    body.get(start);
    sender.send(
        ByteBuffer.wrap(start),
        new DefaultIoCallback() {
          @Override
          public void onComplete(HttpServerExchange sent, Sender same) {
            same.send(body, IoCallback.END_EXCHANGE);
          }
        });
  }

  private static void put(HttpServerExchange exchange, String name, String value) {
    exchange.getResponseHeaders().put(new HttpString(name), value);
  }
}
