package dev.agentc.api.auth;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller shows: {@code Authorization: Bearer ...} or {@code X-API-Key}. Secrets: never
 * logged.
 *
 * @param authorization all values of that header
 * @param apiKey all values of that header
 */
public record Credentials(List<String> authorization, List<String> apiKey) {

  private static final String BEARER = "bearer ";

  /**
   * The one token, from either header; 401 when there are several (a proxy and this server might
   * each believe another) or when it is none that could be good.
   */
  public Optional<String> token() {
    if (authorization.size() + apiKey.size() > 1) {
      throw Refusals.invalid("Credentials must be given once");
    }
    return apiKey.isEmpty()
        ? authorization.stream().findFirst().map(Credentials::bearer)
        : Optional.of(visible(apiKey.get(0)));
  }

  /** As {@link #token()}, but from {@code Authorization} alone. */
  public Optional<String> bearerToken() {
    return new Credentials(authorization, List.of()).token();
  }

  private static String bearer(String value) {
    if (!value.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      throw Refusals.invalid("Credentials must be a Bearer token");
    }
    return visible(value.substring(BEARER.length()));
  }

  private static String visible(String value) {
    String token = value.strip();
    if (token.isEmpty() || !token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw Refusals.invalid("Credentials must be visible ASCII");
    }
    return token;
  }

  /** Without what they are. */
  @Override
  public String toString() {
    return "Credentials[...]";
  }
}
