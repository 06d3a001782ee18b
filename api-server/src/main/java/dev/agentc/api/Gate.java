package dev.agentc.api;

import dev.agentc.api.Endpoint.Access;
import dev.agentc.api.auth.Authentication;
import dev.agentc.api.auth.Caller;
import dev.agentc.api.auth.Credentials;
import dev.agentc.api.auth.Refusals;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * The one place where it is decided who calls and whether it may, before a byte of the body is
 * read. Whose sessions it may see is decided where they are read and written. Thread-safe.
 */
final class Gate {

  /** What is for everybody is not held up by credentials that take long to check. */
  private static final long PATIENCE_MILLIS = 100;

  private final Authentication authentication;

  Gate(Authentication authentication) {
    this.authentication = authentication;
  }

  /** The caller, or a failure with the 401, 403 or 503. Does not block; may end on any thread. */
  CompletionStage<Caller> pass(Endpoint endpoint, HeaderMap headers) {
    CompletionStage<Caller> caller =
        authentication.authenticate(
            new Credentials(values(headers, "Authorization"), values(headers, "X-API-Key")));
    return endpoint.access() == Access.PUBLIC
        ? whoeverItIs(caller)
        : caller.thenApply(known -> permitted(endpoint.access(), known));
  }

  /** Bad credentials are none here: a probe must not fail because a key was taken away. */
  private static CompletionStage<Caller> whoeverItIs(CompletionStage<Caller> caller) {
    CompletableFuture<Caller> found =
        caller.exceptionally(failure -> Caller.anonymous()).toCompletableFuture();
    return found.isDone()
        ? found
        : found
            .copy()
            .completeOnTimeout(Caller.anonymous(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Caller permitted(Access access, Caller caller) {
    if (!caller.isKnown()) {
      throw Refusals.missing();
    }
    if (access == Access.ADMIN && !caller.isAdmin()) {
      throw Refusals.forbidden("This is for callers with the role admin");
    }
    return caller;
  }

  private static List<String> values(HeaderMap headers, String name) {
    HeaderValues values = headers.get(name);
    return values == null ? List.of() : List.copyOf(values);
  }
}
