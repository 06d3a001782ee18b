package dev.agentc.api.auth;

import dev.agentc.api.ApiException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells who calls. Thread-safe. It neither blocks nor throws: the stage fails with an {@link
 * ApiException} (401 for credentials that are not good, 503 when that could not be found out), and
 * may end on any thread.
 */
@FunctionalInterface
public interface Authentication {

  /** Without credentials the caller is anonymous: whether that will do is for the endpoint. */
  CompletionStage<Caller> authenticate(Credentials credentials);

  /** {@code API_AUTH=none}: credentials are not looked at. */
  static Authentication none() {
    return credentials -> CompletableFuture.completedStage(Caller.anybody());
  }
}
