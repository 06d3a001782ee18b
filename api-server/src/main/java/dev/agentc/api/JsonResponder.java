package dev.agentc.api;

import dev.agentc.repository.JsonCodec;
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
    return ByteBuffer.wrap(reply.body().map(JsonResponder::render).orElse(reply.bytes()));
  }

  private static byte[] render(Reply.JsonBody body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (JsonGenerator out = JsonCodec.mapperForWriting().createGenerator(bytes)) {
      body.writeTo(out);
    }
    return bytes.toByteArray();
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
      exchange.getResponseSender().send(body);
    }
  }

  private static void put(HttpServerExchange exchange, String name, String value) {
    exchange.getResponseHeaders().put(new HttpString(name), value);
  }
}
