package dev.agentc.api.auth;

import dev.agentc.api.ApiException;
import dev.agentc.api.ErrorCode;

/** The 401s, each with the {@code WWW-Authenticate} of RFC 6750, and the 403s. */
public final class Refusals {

  private static final String CHALLENGE = "Bearer realm=\"agentc\"";

  private Refusals() {}

  /** No credentials where some are needed. */
  public static ApiException missing() {
    return unauthenticated(
        "This needs credentials: Authorization: Bearer, or X-API-Key", CHALLENGE);
  }

  /** Bad credentials; the sentence holds nothing of what was sent. */
  public static ApiException invalid(String message) {
    return unauthenticated(message, CHALLENGE + ", error=\"invalid_token\"");
  }

  /** Good credentials that do not suffice. */
  public static ApiException forbidden(String message) {
    return new ApiException(ErrorCode.FORBIDDEN, message);
  }

  private static ApiException unauthenticated(String message, String challenge) {
    return ApiException.of(ErrorCode.UNAUTHENTICATED, message)
        .withHeader("WWW-Authenticate", challenge);
  }
}
