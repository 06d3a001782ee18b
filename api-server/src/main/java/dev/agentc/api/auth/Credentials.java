package dev.agentc.api.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a caller shows: {@code Authorization: Bearer ...} or {@code X-API-Key}. Secrets: never
 * logged.
 *
 * @param authorization all values of that header
 * @param apiKey all values of that header
 * @param schemes what {@code Authorization} may hold
 */
public record Credentials(List<String> authorization, List<String> apiKey, Schemes schemes) {

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  /** What {@code Authorization} may hold. */
  public enum Schemes {
    BEARER,
    /** For what a browser opens: it can be asked for a password, and for nothing else. */
    BEARER_OR_BASIC
  }

  public Credentials(List<String> authorization, List<String> apiKey) {
    this(authorization, apiKey, Schemes.BEARER);
  }

  /**
   * The one token, from either header; 401 when there are several (a proxy and this server might
   * each believe another) or when it is none that could be good.
   */
  public Optional<String> token() {
    if (authorization.size() + apiKey.size() > 1) {
      throw Refusals.invalid("Credentials must be given once");
    }
    return apiKey.isEmpty()
        ? authorization.stream().findFirst().map(this::authorized)
        : Optional.of(visible(apiKey.get(0)));
  }

  /** As {@link #token()}, but from {@code Authorization} alone. */
  public Optional<String> bearerToken() {
    return new Credentials(authorization, List.of()).token();
  }

  private String authorized(String value) {
    String scheme = value.toLowerCase(Locale.ROOT);
    if (schemes == Schemes.BEARER_OR_BASIC && scheme.startsWith(BASIC)) {
      return visible(password(value.substring(BASIC.length()).strip()));
    }
    if (!scheme.startsWith(BEARER)) {
      throw Refusals.invalid("Credentials must be a Bearer token");
    }
    return visible(value.substring(BEARER.length()));
  }

  /** What is behind the first colon; the user name is not looked at. */
  private static String password(String base64) {
    try {
      String pair = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        return pair.substring(colon + 1);
      }
    } catch (IllegalArgumentException e) {
      // The sentence below says what is wrong with it, and not what it was.
    }
    throw Refusals.invalid("Basic credentials must be name:key in Base64");
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
