package dev.agentc.api;

import org.jspecify.annotations.Nullable;

/** Is told of every request that has ended. Called on the request's path: quick, never throws. */
interface RequestListener {

  /**
   * A request has ended.
   *
   * @param endpoint what answered; null when there was none for the path and method
   */
  void ended(@Nullable Endpoint endpoint, int status, long nanos);

  static RequestListener none() {
    return (endpoint, status, nanos) -> {};
  }
}
