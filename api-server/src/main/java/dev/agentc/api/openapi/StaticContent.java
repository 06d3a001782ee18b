package dev.agentc.api.openapi;

import dev.agentc.api.Reply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * A reply that never changes while the process lives, with a tag of its content. It is made when it
 * is first asked for, in the common pool and not on the caller's thread, since that reads the jar;
 * then it is kept. Thread-safe.
 */
final class StaticContent {

  /** An upgrade shows within this many seconds. */
  private static final String FRESH = "public, max-age=300";

  private static final int TAG_BYTES = 16;

  private final String contentType;
  private final Map<String, String> headers;
  private final Supplier<byte[]> source;
  private final AtomicReference<CompletableFuture<Reply>> made = new AtomicReference<>();

  StaticContent(String contentType, Map<String, String> headers, Supplier<byte[]> source) {
    this.contentType = contentType;
    this.headers = Map.copyOf(headers);
    this.source = source;
  }

  CompletionStage<Reply> reply() {
    CompletableFuture<Reply> known = made.get();
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    CompletableFuture<Reply> fresh = CompletableFuture.supplyAsync(this::make);
    return made.compareAndSet(known, fresh) ? fresh : reply();
  }

  private Reply make() {
    byte[] bytes = source.get();
    Reply reply =
        Reply.bytes(200, contentType, bytes)
            .withHeader("ETag", '"' + tag(bytes) + '"')
            .withHeader("Cache-Control", FRESH)
            .withHeader("X-Content-Type-Options", "nosniff");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      reply = reply.withHeader(header.getKey(), header.getValue());
    }
    return reply;
  }

  private static String tag(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(Arrays.copyOf(digest, TAG_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
