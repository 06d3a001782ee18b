package dev.agentc.api;

import java.time.Duration;

/**
 * How the server goes down: for the time of the notice {@code ready} says draining and requests are
 * still served, so that a load balancer can turn away first; then new ones are refused and those
 * that run may end; what still runs near the limit is answered 503.
 *
 * @param notice from the signal to the first refusal ({@code API_SHUTDOWN_NOTICE})
 * @param limit from the signal to the exit, at most ({@code API_SHUTDOWN_TIMEOUT})
 */
public record Shutdown(Duration notice, Duration limit) {

  /** To answer what is cut off, and to close sockets and connections: a fifth, at most this. */
  private static final Duration LONGEST_CLOSING = Duration.ofSeconds(2);

  public Shutdown {
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("limit must be positive: was " + limit);
    }
    if (notice.isNegative() || notice.compareTo(longestNotice(limit)) > 0) {
      throw new IllegalArgumentException(
          "notice must be from 0 to half of the limit of " + limit + ": was " + notice);
    }
  }

  /** With the default notice, a fifth of the limit. */
  public static Shutdown within(Duration limit) {
    return new Shutdown(defaultNotice(limit), limit);
  }

  static Duration defaultNotice(Duration limit) {
    return limit.dividedBy(5);
  }

  static Duration longestNotice(Duration limit) {
    return limit.dividedBy(2);
  }

  /** From the signal until what still runs is cut off. */
  Duration patience() {
    Duration fifth = limit.dividedBy(5);
    return limit.minus(fifth.compareTo(LONGEST_CLOSING) < 0 ? fifth : LONGEST_CLOSING);
  }
}
