package dev.agentc.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/**
 * What a request gets. Immutable. The body is only written when the reply is sent, on one of the
 * server's own threads, so that a handler may make a reply on whatever thread its data came.
 */
public final class Reply {

  /** Writes one JSON value. Must not block. */
  @FunctionalInterface
  public interface JsonBody {
    void writeTo(JsonGenerator out);
  }

  private static final long SMALL = -1;

  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final int status;
  private final Map<String, String> headers;
  private final Optional<JsonBody> json;
  private final byte[] bytes;
  private final long size;

  private Reply(
      int status, Map<String, String> headers, Optional<JsonBody> json, byte[] bytes, long size) {
    this.status = status;
    this.headers = headers;
    this.json = json;
    this.bytes = bytes;
    this.size = size;
  }

  public static Reply json(int status, JsonBody body) {
    return new Reply(status, Map.of(), Optional.of(body), new byte[0], SMALL);
  }

  public static Reply ok(JsonBody body) {
    return json(200, body);
  }

  /** A body whose text is at hand, such as a page or a metric list. */
  public static Reply text(int status, String contentType, String body) {
    return bytes(status, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** A body that is at hand as bytes, which nobody may change afterwards. */
  public static Reply bytes(int status, String contentType, byte[] body) {
    return new Reply(status, Map.of("Content-Type", contentType), Optional.empty(), body, SMALL);
  }

  /** 308: for good, with the same method. */
  public static Reply redirect(String location) {
    return empty(308).withHeader("Location", location);
  }

  /** 204. */
  public static Reply noContent() {
    return empty(204);
  }

  static Reply empty(int status) {
    return new Reply(status, Map.of(), Optional.empty(), new byte[0], SMALL);
  }

  public Reply withHeader(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, json, bytes, size);
  }

  /** The strong tag of a version. A GET that names it in {@code If-None-Match} becomes a 304. */
  public Reply withETag(long version) {
    return withHeader("ETag", "\"" + version + "\"");
  }

  /** Marks the reply to a repeated {@code Idempotency-Key}. */
  public Reply replayed(boolean replayed) {
    return replayed ? withHeader("Idempotency-Replayed", "true") : this;
  }

  /**
   * The body may be large: it is written on a worker, not on the thread that serves the sockets,
   * and only while the server has room for it; else the caller gets a 503.
   *
   * @param characters about how many it will be
   */
  public Reply large(long characters) {
    return new Reply(status, headers, json, bytes, characters);
  }

  /** RFC 3339 in UTC with milliseconds and Z, as every time of the API. */
  public static String time(Instant instant) {
    return MILLIS.format(instant);
  }

  /** 304 with the headers that a cache needs. */
  Reply notModified() {
    Map<String, String> kept = new LinkedHashMap<>(headers);
    kept.keySet().retainAll(Set.of("ETag", "Cache-Control"));
    return new Reply(304, kept, Optional.empty(), new byte[0], SMALL);
  }

  int status() {
    return status;
  }

  Map<String, String> headers() {
    return headers;
  }

  Optional<JsonBody> body() {
    return json;
  }

  byte[] bytes() {
    return bytes;
  }

  boolean isLarge() {
    return size != SMALL;
  }

  /** About how many characters a large one will be. */
  long size() {
    return size;
  }
}
