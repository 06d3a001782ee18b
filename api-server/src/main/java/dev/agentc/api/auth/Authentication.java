package dev.agentc.api.auth;

import dev.agentc.api.ApiException;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Tells who calls. Thread-safe. It neither blocks nor throws: the stage fails with an {@link
 * ApiException} (401 for credentials that are not good, 503 when that could not be found out), and
 * may end on any thread.
 */
@FunctionalInterface
public interface Authentication extends AutoCloseable {

  /** Without credentials the caller is anonymous: whether that will do is for the endpoint. */
  CompletionStage<Caller> authenticate(Credentials credentials);

  /** Whether a browser may send what it takes as the password of HTTP Basic. */
  default boolean takesBasic() {
    return false;
  }

  /**
   * Makes it ready, and keeps it up to date from then on. Fails with a {@link StartFailure} when
   * nobody could be told from anybody.
   */
  default CompletionStage<Void> start() {
    return CompletableFuture.completedStage(null);
  }

  /** Stops what runs in the background. Idempotent. */
  @Override
  default void close() {
    // Nothing runs in the background.
  }

  /** By the settings. */
  static Authentication of(AuthConfig config, Clock clock) {
    if (config instanceof AuthConfig.ApiKey keys) {
      return ApiKeyAuthentication.create(keys.file());
    }
    return config instanceof AuthConfig.Jwt jwt ? JwtAuthentication.create(jwt, clock) : none();
  }

  /** Why a start must not go on, as a sentence for the operator. */
  final class StartFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StartFailure(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** {@code API_AUTH=none}: credentials are not looked at. */
  static Authentication none() {
    return credentials -> CompletableFuture.completedStage(Caller.anybody());
  }
}
