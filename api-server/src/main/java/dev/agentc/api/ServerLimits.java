package dev.agentc.api;

import dev.agentc.repository.RepositoryConfig;
import java.time.Duration;

/**
 * What a caller may cost.
 *
 * @param maxBody bytes of one body ({@code API_MAX_BODY})
 * @param maxBodies bytes of all bodies that are held at once
 * @param maxReplies bytes of all large replies that are held at once
 * @param maxRequests requests that run at once; the next is refused, none waits
 * @param maxConnections open connections; more are not accepted until some close
 * @param requestTimeout a request is answered within this ({@code API_REQUEST_TIMEOUT})
 * @param parseTimeout the headers must be there within this
 * @param idleTimeout a connection without a request is closed after this
 */
public record ServerLimits(
    int maxBody,
    long maxBodies,
    long maxReplies,
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

  /** Of the heap, for large replies. */
  private static final int REPLIES_PART = 4;

  /** Of the heap, for one page of messages. */
  private static final int PAGE_PART = 64;

  private static final int SMALLEST_PAGE = 256 * 1024;

  /**
   * The two that are settings. Replies get a quarter of the heap; bodies get what the heap can bear
   * beside them, and always room for two.
   */
  public static ServerLimits of(int maxBody, Duration requestTimeout) {
    long heap = Runtime.getRuntime().maxMemory();
    long replies = heap / REPLIES_PART;
    long bearable = (heap - BASE_HEAP - replies) / COPIES_OF_A_BODY;
    long bodies = Math.max(2L * maxBody, bearable);
    return new ServerLimits(
        maxBody,
        bodies,
        replies,
        MAX_REQUESTS,
        MAX_CONNECTIONS,
        requestTimeout,
        PARSE_TIMEOUT,
        IDLE_TIMEOUT);
  }

  /** Bytes of bodies on one page of messages: what this heap can bear, by its size. */
  static int pageBytes(long heap) {
    return (int)
        Math.max(
            SMALLEST_PAGE, Math.min(RepositoryConfig.DEFAULT_CHAT_PAGE_BYTES, heap / PAGE_PART));
  }

  /** From the first byte of a reply to its last; then the connection is cut. */
  Duration replyTimeout() {
    return requestTimeout.multipliedBy(3);
  }

  public static ServerLimits defaults() {
    return of(DEFAULT_MAX_BODY, DEFAULT_REQUEST_TIMEOUT);
  }
}
