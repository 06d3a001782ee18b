package dev.agentc.api.auth;

import dev.agentc.api.ApiException;
import dev.agentc.api.ErrorCode;

/** The 401s, each with the {@code WWW-Authenticate} of RFC 6750, and the 403s. */
public final class Refusals {

  private static final String CHALLENGE = "Bearer realm=\"agentc\"";

  /** Alone: browsers differ in what they make of a list of challenges. */
  private static final String BASIC = "Basic realm=\"agentc\", charset=\"UTF-8\"";

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

  /** The same 401, in words that make a browser ask for a password; other failures as they are. */
  public static Throwable offeringBasic(Throwable failure) {
    return failure instanceof ApiException e && e.code() == ErrorCode.UNAUTHENTICATED
        ? e.withHeader("WWW-Authenticate", BASIC)
        : failure;
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
