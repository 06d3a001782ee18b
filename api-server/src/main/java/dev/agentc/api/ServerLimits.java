package dev.agentc.api;

import java.time.Duration;

/**
 * What a caller may cost.
 *
 * @param maxBody bytes of one body ({@code API_MAX_BODY})
 * @param maxBodies bytes of all bodies that are held at once
 * @param maxRequests requests that run at once; the next is refused, none waits
 * @param maxConnections open connections; more are not accepted until some close
 * @param requestTimeout a request is answered within this ({@code API_REQUEST_TIMEOUT})
 * @param parseTimeout the headers must be there within this
 * @param idleTimeout a connection without a request is closed after this
 */
public record ServerLimits(
    int maxBody,
    long maxBodies,
    int maxRequests,
    int maxConnections,
    Duration requestTimeout,
    Duration parseTimeout,
    Duration idleTimeout) {

  /** Bytes of all headers of a request. */
  public static final int MAX_HEADERS_BYTES = 32 * 1024;

  public static final int DEFAULT_MAX_BODY = 1024 * 1024;
  public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private static final int MAX_REQUESTS = 1_000;
  private static final int MAX_CONNECTIONS = 10_000;
  private static final Duration PARSE_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(60);

  /** What the server holds without any request. */
  private static final long BASE_HEAP = 24L * 1024 * 1024;

  /** As bytes, as a tree, as what is stored and as what is sent to Redis; with some room. */
  private static final int COPIES_OF_A_BODY = 8;

  /** The two that are settings; bodies get what the heap can bear, and always room for two. */
  public static ServerLimits of(int maxBody, Duration requestTimeout) {
    long bearable = (Runtime.getRuntime().maxMemory() - BASE_HEAP) / COPIES_OF_A_BODY;
    long bodies = Math.max(2L * maxBody, bearable);
    return new ServerLimits(
        maxBody,
        bodies,
        MAX_REQUESTS,
        MAX_CONNECTIONS,
        requestTimeout,
        PARSE_TIMEOUT,
        IDLE_TIMEOUT);
  }

  /** From the first byte of a reply to its last; then the connection is cut. */
  Duration replyTimeout() {
    return requestTimeout.multipliedBy(3);
  }

  public static ServerLimits defaults() {
    return of(DEFAULT_MAX_BODY, DEFAULT_REQUEST_TIMEOUT);
  }
}
